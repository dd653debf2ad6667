package dev.offpeak.contracts.message;

import dev.offpeak.contracts.PatchOperationStatus;
import dev.offpeak.contracts.RebootStatus;
import dev.offpeak.contracts.WireError;
import java.time.Instant;
import java.util.Optional;

/**
 * Where the latest installation of a VM stands, as the instance view's lastPatchInstallationSummary shows it (rule I5).
 *
 * @param vmId the VM incarnation, a GUID
 * @param activityId the installation
 * @param version grows with every message of this kind for this VM
 * @param status InProgress or terminal
 * @param maintenanceWindowExceeded whether time ran out
 * @param rebootStatus what became of the reboot
 * @param notSelectedPatchCount patches of other classifications
 * @param excludedPatchCount patches that a mask excluded
 * @param pendingPatchCount patches left for the next window
 * @param installedPatchCount patches installed
 * @param failedPatchCount patches that failed
 * @param startedAt platform time
 * @param lastModifiedAt platform time
 * @param startedBy {@code Platform} or {@code User}
 * @param error present when it failed
 */
public record InstallationChanged(
        String vmId,
        String activityId,
        long version,
        PatchOperationStatus status,
        boolean maintenanceWindowExceeded,
        RebootStatus rebootStatus,
        int notSelectedPatchCount,
        int excludedPatchCount,
        int pendingPatchCount,
        int installedPatchCount,
        int failedPatchCount,
        Instant startedAt,
        Instant lastModifiedAt,
        String startedBy,
        Optional<WireError> error)
        implements Message {
    @Override
    public Address address() {
        return Address.ORCHESTRATOR_EVENTS;
    }

    @Override
    public String subject() {
        return vmId;
    }
}
