package dev.offpeak.contracts.message;

import dev.offpeak.contracts.Patch;
import dev.offpeak.contracts.PatchOperationStatus;
import dev.offpeak.contracts.WireError;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A guest's scan ended, or compute knows that it never will.
 *
 * @param vmId the VM incarnation, a GUID
 * @param activityId the assessment; one the agent started by itself has an id of its own
 * @param status terminal
 * @param startedAt platform time
 * @param endedAt platform time
 * @param rebootPending as the guest says
 * @param patches everything it lacks
 * @param error present exactly when it failed
 */
public record AssessmentReported(
        String vmId,
        String activityId,
        PatchOperationStatus status,
        Instant startedAt,
        Instant endedAt,
        boolean rebootPending,
        List<Patch> patches,
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
