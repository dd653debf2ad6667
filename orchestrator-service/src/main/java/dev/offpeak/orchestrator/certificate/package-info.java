/**
 * The independent check of the availability rules, over a plan before it is accepted and over the history of a finished rollout.
 * Shares no code with the planner, down to the arithmetic of the caps: a mistake there must not be repeated here. Pure.
 */
package dev.offpeak.orchestrator.certificate;
