/** Queries and writes, set-wise where they touch many rows. Every write takes the connection of its caller's transaction. */
package dev.offpeak.orchestrator.store;
