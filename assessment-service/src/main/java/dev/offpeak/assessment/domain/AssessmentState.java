package dev.offpeak.assessment.domain;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/** Where an assessment can be. One per VM is in progress, and one more may wait for it to end. */
public enum AssessmentState {
    QUEUED("Queued"),
    IN_PROGRESS("InProgress"),
    SUCCEEDED("Succeeded"),
    FAILED("Failed");

    private static final Map<AssessmentState, Set<AssessmentState>> NEXT =
            Map.of(QUEUED, Set.of(IN_PROGRESS, FAILED), IN_PROGRESS, Set.of(SUCCEEDED, FAILED));

    private final String wireName;

    AssessmentState(String wireName) {
        this.wireName = wireName;
    }

    /** @throws IllegalArgumentException for a word that is none of these */
    public static AssessmentState of(String wireName) {
        return Arrays.stream(values())
                .filter(state -> state.wireName.equals(wireName))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No assessment state is called " + wireName));
    }

    /** Whether nothing can follow. */
    public boolean isTerminal() {
        return !NEXT.containsKey(this);
    }

    public boolean mayBecome(AssessmentState next) {
        return NEXT.getOrDefault(this, Set.of()).contains(next);
    }

    @Override
    public String toString() {
        return wireName;
    }
}
