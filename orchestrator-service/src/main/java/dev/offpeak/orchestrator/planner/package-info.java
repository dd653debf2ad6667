/** Decisions, pure: a snapshot in, a plan or a decision out; equal snapshots give equal answers. */
package dev.offpeak.orchestrator.planner;
