/** The loop: claim, load, decide, commit; and what becomes of the orders it gave. */
package dev.offpeak.orchestrator.conductor;
