package dev.offpeak.contracts.agent;

import dev.offpeak.contracts.NativeUpdates;
import java.util.Optional;

/**
 * Answer to {@code GET /agents/{vmId}/goal-state}: all that the guest is asked to do now. The ETag is its revision.
 *
 * @param vmId the VM incarnation, a GUID
 * @param revision grows with every change; sent as ETag and returned as If-None-Match
 * @param clock how to read the instants below
 * @param heartbeatSeconds real seconds between heartbeats from now on; may be a fraction
 * @param nativeUpdates what to do with the guest's own automatic updates
 * @param extension patch extension to install or update; empty when there is nothing to do
 * @param assessment scan to run; empty when there is nothing to do
 * @param installation order to carry out; empty when there is nothing to do
 */
public record GoalState(
        String vmId,
        long revision,
        ClockReading clock,
        double heartbeatSeconds,
        NativeUpdates nativeUpdates,
        Optional<ExtensionGoal> extension,
        Optional<AssessmentGoal> assessment,
        Optional<InstallationGoal> installation) {}
