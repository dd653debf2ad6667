/** Ties tests to the numbered rules of docs/rules.md; used by tests only. */
package dev.offpeak.rules;
