package dev.offpeak.assessment.store;

import dev.offpeak.assessment.domain.AssessmentState;
import dev.offpeak.assessment.domain.Trigger;
import java.time.Instant;

/**
 * One assessment of one VM, as far as its life goes by it.
 *
 * @param activityId its id, also in the guest
 * @param vmId the VM
 * @param trigger why
 * @param state where it stands
 * @param requestedAt platform time
 */
public record StoredAssessment(
        String activityId, String vmId, Trigger trigger, AssessmentState state, Instant requestedAt) {

    /** A new one that waits for the present one to end. */
    public static StoredAssessment queued(String activityId, String vmId, Trigger trigger, Instant at) {
        return new StoredAssessment(activityId, vmId, trigger, AssessmentState.QUEUED, at);
    }
}
