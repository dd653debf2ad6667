package dev.offpeak.contracts.agent;

import dev.offpeak.contracts.Patch;
import dev.offpeak.contracts.PatchOperationStatus;
import dev.offpeak.contracts.WireError;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Body of {@code POST /agents/{vmId}/reports/assessment}.
 *
 * @param activityId from the goal
 * @param sequence starts at 1 for each activity and grows; one sent twice changes nothing
 * @param status InProgress or terminal
 * @param startedAt platform time
 * @param at platform time of this report
 * @param rebootPending whether a reboot is due
 * @param patches everything the guest lacks; empty while in progress
 * @param error present exactly when it failed
 */
public record AssessmentReport(
        String activityId,
        long sequence,
        PatchOperationStatus status,
        Instant startedAt,
        Instant at,
        boolean rebootPending,
        List<Patch> patches,
        Optional<WireError> error) {}
