package dev.offpeak.assessment.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AssessmentStateTest {
    @Test
    void movesForwardOnly() {
        assertThat(AssessmentState.QUEUED.mayBecome(AssessmentState.IN_PROGRESS))
                .isTrue();
        assertThat(AssessmentState.IN_PROGRESS.mayBecome(AssessmentState.SUCCEEDED))
                .isTrue();
        assertThat(AssessmentState.IN_PROGRESS.mayBecome(AssessmentState.QUEUED))
                .isFalse();
        assertThat(AssessmentState.QUEUED.mayBecome(AssessmentState.SUCCEEDED)).isFalse();
    }

    @Test
    void terminalStatesNeverChange() {
        for (AssessmentState from : AssessmentState.values()) {
            for (AssessmentState to : AssessmentState.values()) {
                assertThat(from.isTerminal() && from.mayBecome(to))
                        .as("%s to %s", from, to)
                        .isFalse();
            }
        }
    }

    @Test
    void wordsAreReadBack() {
        for (AssessmentState state : AssessmentState.values()) {
            assertThat(AssessmentState.of(state.toString())).isEqualTo(state);
        }
    }
}
