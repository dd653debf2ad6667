/** Months in seconds: the orchestrator under virtual time, with faults from a seed, and every rule checked after every event. */
package dev.offpeak.simulation;
