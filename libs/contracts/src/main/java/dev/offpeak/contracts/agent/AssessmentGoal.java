package dev.offpeak.contracts.agent;

import java.time.Instant;

/**
 * Scan for patches.
 *
 * @param activityId of this assessment
 * @param notAfter platform time after which it must not start
 */
public record AssessmentGoal(String activityId, Instant notAfter) {}
