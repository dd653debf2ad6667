package dev.offpeak.contracts.message;

import dev.offpeak.contracts.PatchOperationStatus;
import dev.offpeak.contracts.WireError;
import java.time.Instant;
import java.util.Optional;

/**
 * The latest assessment of a VM, or the state of the one that runs (rule A3).
 *
 * @param vmId the VM incarnation, a GUID
 * @param activityId the assessment
 * @param version grows with every message of this kind for this VM
 * @param status InProgress or terminal
 * @param startedAt platform time
 * @param lastModifiedAt platform time
 * @param rebootPending as the guest said
 * @param criticalAndSecurityPatchCount how many such patches the guest lacks; 0 while in progress
 * @param otherPatchCount how many others it lacks; 0 while in progress. Which they are, assessment-service tells who asks
 * @param error present exactly when it failed
 */
public record AssessmentCompleted(
        String vmId,
        String activityId,
        long version,
        PatchOperationStatus status,
        Instant startedAt,
        Instant lastModifiedAt,
        boolean rebootPending,
        int criticalAndSecurityPatchCount,
        int otherPatchCount,
        Optional<WireError> error)
        implements Message {
    @Override
    public Address address() {
        return Address.ASSESSMENT_EVENTS;
    }

    @Override
    public String subject() {
        return vmId;
    }
}
