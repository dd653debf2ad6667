package dev.offpeak.orchestrator.domain;

import java.time.Instant;

/**
 * A patch that a rollout goes on without.
 *
 * @param patch a mask, as an {@link Exclusion} has it
 * @param reason for people
 * @param at platform time
 */
public record WithdrawnPatch(String patch, String reason, Instant at) {}
