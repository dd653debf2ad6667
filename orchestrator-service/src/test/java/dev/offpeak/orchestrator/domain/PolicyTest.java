package dev.offpeak.orchestrator.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.offpeak.rules.Rule;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PolicyTest {
    @Test
    @Rule("O6")
    @DisplayName("O6: a set below ten goes one by one, from ten on a fifth, rounded down")
    void setCapIsAFifthRoundedDown() {
        assertThat(List.of(1, 9, 10, 14, 15, 100).stream().map(Policy.DEFAULT::setCap))
                .containsExactly(1, 1, 2, 2, 3, 20);
    }

    @Test
    @Rule("O5")
    @DisplayName("O5: a fifth of a subscription, rounded down, at least one")
    void subscriptionCapIsAtLeastOne() {
        assertThat(List.of(0, 1, 4, 5, 9, 10, 15).stream().map(Policy.DEFAULT::subscriptionCap))
                .containsExactly(1, 1, 1, 1, 1, 2, 3);
    }

    @Test
    @Rule("O9")
    @DisplayName("O9: the failure budget is rounded up, and zero forbids the first")
    void failureBudgetIsRoundedUp() {
        assertThat(List.of(0, 1, 5, 6, 10).stream().map(Policy.DEFAULT::failureBudget))
                .containsExactly(0, 1, 1, 2, 2);
        assertThat(policy(0, Duration.ofMinutes(90)).failureBudget(1000)).isZero();
    }

    @Test
    void everyProblemIsNamedAtOnce() {
        assertThatThrownBy(() -> policy(1.5, Duration.ofHours(5)))
                .isInstanceOfSatisfying(InvalidPolicy.class, refused -> assertThat(refused.problems())
                        .extracting(InvalidPolicy.Problem::target)
                        .containsExactly("maxFailedShare", "installBudget"))
                .hasMessageContaining("from 0 to 1");
    }

    private static Policy policy(double maxFailedShare, Duration installBudget) {
        return Policy.DEFAULT
                .with()
                .maxFailedShare(maxFailedShare)
                .installBudget(installBudget)
                .build();
    }
}
