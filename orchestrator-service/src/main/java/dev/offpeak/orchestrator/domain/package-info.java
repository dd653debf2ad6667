/** What a rollout is, and the rules it keeps: records and enums without I/O. */
package dev.offpeak.orchestrator.domain;
