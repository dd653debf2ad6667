/** The rules of registrations: pure. */
package dev.offpeak.features.domain;
