/**
 * The independent check of a rollout: reads what the guests wrote down and where compute says they are, never what the
 * orchestrator recorded, and shares no code with it.
 */
package dev.offpeak.demo.verify;
