package dev.offpeak.assessment.store;

import dev.offpeak.assessment.domain.AssessmentState;
import dev.offpeak.assessment.domain.Findings;
import dev.offpeak.assessment.domain.Trigger;
import dev.offpeak.contracts.WireError;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One assessment of one VM.
 *
 * @param activityId its id, also in the guest
 * @param vmId the VM
 * @param trigger why
 * @param state where it stands
 * @param requestedAt platform time
 * @param startedAt platform time at which the guest began; empty before the end is known
 * @param endedAt platform time; empty until then
 * @param findings what it found; nothing until the end
 * @param error present exactly when it failed
 */
public record StoredAssessment(
        String activityId,
        String vmId,
        Trigger trigger,
        AssessmentState state,
        Instant requestedAt,
        Optional<Instant> startedAt,
        Optional<Instant> endedAt,
        Findings findings,
        Optional<WireError> error) {

    private static final Findings NOTHING = new Findings(false, List.of());

    /** A new one that waits for the present one to end. */
    public static StoredAssessment queued(String activityId, String vmId, Trigger trigger, Instant at) {
        return new StoredAssessment(
                activityId,
                vmId,
                trigger,
                AssessmentState.QUEUED,
                at,
                Optional.empty(),
                Optional.empty(),
                NOTHING,
                Optional.empty());
    }

    /** One that the agent began by itself; its findings are written when it is closed. */
    public static StoredAssessment ended(String activityId, String vmId, AssessmentState state, Instant at) {
        return new StoredAssessment(
                activityId,
                vmId,
                Trigger.AGENT,
                state,
                at,
                Optional.empty(),
                Optional.empty(),
                NOTHING,
                Optional.empty());
    }
}
