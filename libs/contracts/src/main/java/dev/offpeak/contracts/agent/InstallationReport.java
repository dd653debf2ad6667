package dev.offpeak.contracts.agent;

import dev.offpeak.contracts.PatchOperationStatus;
import dev.offpeak.contracts.PatchResult;
import dev.offpeak.contracts.RebootStatus;
import dev.offpeak.contracts.WireError;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Body of {@code POST /agents/{vmId}/reports/installation}. The first one (sequence 1, InProgress, no results) asks leave to start: the agent begins only on a receipt that says proceed.
 *
 * @param activityId from the goal
 * @param sequence starts at 1 for each activity and grows; one sent twice changes nothing
 * @param status InProgress or terminal
 * @param startedAt platform time
 * @param at platform time of this report
 * @param results what became of each patch so far
 * @param rebootStatus so far
 * @param maintenanceWindowExceeded whether patches were left because time ran out
 * @param bootId of the present boot
 * @param error present exactly when it failed
 */
public record InstallationReport(
        String activityId,
        long sequence,
        PatchOperationStatus status,
        Instant startedAt,
        Instant at,
        List<PatchResult> results,
        RebootStatus rebootStatus,
        boolean maintenanceWindowExceeded,
        String bootId,
        Optional<WireError> error) {}
