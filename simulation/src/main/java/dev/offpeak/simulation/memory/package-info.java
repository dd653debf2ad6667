/** The orchestrator's store in memory: the same ports, refusals and transactions as in PostgreSQL, on one thread. */
package dev.offpeak.simulation.memory;
