/** Tables and queries: ports (plain nouns) that the loop reads and writes by, and what keeps them in PostgreSQL. */
package dev.offpeak.orchestrator.store;
