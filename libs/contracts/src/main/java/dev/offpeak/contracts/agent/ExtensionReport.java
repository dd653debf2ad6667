package dev.offpeak.contracts.agent;

import dev.offpeak.contracts.NativeUpdates;
import dev.offpeak.contracts.PatchOperationStatus;
import dev.offpeak.contracts.WireError;
import java.util.Optional;

/**
 * Body of {@code POST /agents/{vmId}/reports/extension}: how far the patch extension is (rule E1).
 *
 * @param activityId from the goal
 * @param sequence starts at 1 for each activity and grows; one sent twice changes nothing
 * @param status InProgress or terminal
 * @param version installed; empty while it is not
 * @param nativeUpdates what was done about the guest's own updates
 * @param error present exactly when it failed
 */
public record ExtensionReport(
        String activityId,
        long sequence,
        PatchOperationStatus status,
        Optional<String> version,
        NativeUpdates nativeUpdates,
        Optional<WireError> error) {}
