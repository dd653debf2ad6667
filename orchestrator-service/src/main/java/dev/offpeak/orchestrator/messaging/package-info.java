/** One class per queue: decode, inbox, call. */
package dev.offpeak.orchestrator.messaging;
