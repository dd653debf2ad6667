package dev.offpeak.assessment.domain;

import dev.offpeak.contracts.WireError;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How an assessment ended.
 *
 * @param startedAt platform time
 * @param endedAt platform time
 * @param findings empty when it failed
 * @param error present exactly when it failed
 */
public record Outcome(Instant startedAt, Instant endedAt, Findings findings, Optional<WireError> error) {
    /** One of which nothing came. */
    public static Outcome failed(Instant startedAt, Instant endedAt, WireError error) {
        return new Outcome(startedAt, endedAt, new Findings(false, List.of()), Optional.of(error));
    }

    public boolean isFailure() {
        return error.isPresent();
    }

    public AssessmentState state() {
        return isFailure() ? AssessmentState.FAILED : AssessmentState.SUCCEEDED;
    }
}
