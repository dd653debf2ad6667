package dev.offpeak.contracts.agent;

import java.time.Instant;

/**
 * Install the platform's patch extension in this version (rule E1), turning native updates off with it where GoalState says so (rule E3).
 *
 * @param activityId of this step
 * @param type such as {@code Microsoft.CPlat.Core.WindowsPatchExtension}
 * @param version such as {@code 1.5.0}
 * @param notAfter platform time; when it has passed, stop and wait for the next goal state
 */
public record ExtensionGoal(String activityId, String type, String version, Instant notAfter) {}
