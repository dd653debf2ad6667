package dev.offpeak.orchestrator.domain;

import java.time.Instant;

/**
 * What somebody outside the platform says to the start of a phase (rule U6): a person, or a pipeline that tested the release.
 *
 * @param go whether it may start
 * @param by who says so
 * @param why a sentence; shown where it halts
 * @param at platform time
 */
public record ExternalWord(boolean go, String by, String why, Instant at) {}
