package dev.offpeak.contracts.message;

import dev.offpeak.contracts.PatchOperationStatus;
import dev.offpeak.contracts.PatchResult;
import dev.offpeak.contracts.RebootStatus;
import dev.offpeak.contracts.WireError;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A guest's installation ended, or compute knows that it never will. The health verdict follows as {@link VmHealthObserved}.
 *
 * @param vmId the VM incarnation, a GUID
 * @param activityId the installation
 * @param sequence of the agent's report
 * @param status terminal
 * @param startedAt platform time; empty when it never started
 * @param endedAt platform time
 * @param results what became of each patch
 * @param rebootStatus what became of the reboot
 * @param maintenanceWindowExceeded whether patches were left because time ran out (rule I4)
 * @param bootId of the boot that reported; empty when the guest fell silent
 * @param error present exactly when it failed
 */
public record InstallationEnded(
        String vmId,
        String activityId,
        long sequence,
        PatchOperationStatus status,
        Optional<Instant> startedAt,
        Instant endedAt,
        List<PatchResult> results,
        RebootStatus rebootStatus,
        boolean maintenanceWindowExceeded,
        Optional<String> bootId,
        Optional<WireError> error)
        implements Message {
    @Override
    public Address address() {
        return Address.AGENT_RESULTS;
    }

    @Override
    public String subject() {
        return vmId;
    }
}
