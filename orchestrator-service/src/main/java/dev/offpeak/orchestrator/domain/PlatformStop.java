package dev.offpeak.orchestrator.domain;

import java.time.Instant;

/**
 * The stop of everything: while it stands, no rollout gives orders, and none moves on.
 *
 * @param at platform time
 * @param by who says so, for people
 * @param why a sentence
 */
public record PlatformStop(Instant at, String by, String why) {}
