package dev.offpeak.orchestrator.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.rules.Rule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AutomaticWithdrawalTest {
    private static final AutomaticWithdrawal RULE = new AutomaticWithdrawal(0.001, 4);
    private static final List<WithdrawnPatch> NONE = List.of();

    @Test
    @Rule("O9")
    @DisplayName("O9: a patch is withdrawn only beyond the policy's thresholds")
    void onlyBeyondTheThresholds() {
        assertThat(RULE.guilty(evidence(4, 20, Set.of("KB1")), NONE))
                .hasValueSatisfying(guilty -> assertThat(guilty.patch()).isEqualTo("KB1"));
        assertThat(RULE.guilty(evidence(3, 40, Set.of("KB1")), NONE)).isEmpty();
        assertThat(RULE.guilty(evidence(4, 8, Set.of("KB1")), NONE)).isEmpty();
    }

    @Test
    @Rule("O9")
    @DisplayName("O9: two patches that came to the same VMs are for a person to tell apart")
    void twoAlikeAreForAPerson() {
        assertThat(RULE.guilty(evidence(10, 40, Set.of("KB1", "KB2")), NONE)).isEmpty();
    }

    @Test
    @Rule("O9")
    @DisplayName("O9: a patch that is withdrawn already is not withdrawn again, and nothing is without evidence")
    void notTwiceAndNotWithoutEvidence() {
        WithdrawnPatch before = new WithdrawnPatch("kb1", "breaks printing", Instant.EPOCH);

        assertThat(RULE.guilty(evidence(4, 20, Set.of("KB1")), List.of(before))).isEmpty();
        assertThat(RULE.guilty(evidence(4, 20, Set.of()), NONE)).isEmpty();
    }

    private static HaltEvidence evidence(int failed, int healthy, Set<String> ofTheFailed) {
        Set<String> withCommon = new HashSet<>(ofTheFailed);
        withCommon.add("KB9");
        List<Trial> trials = new ArrayList<>();
        trials.add(new Trial("westeurope", "2019", true, withCommon, failed));
        trials.add(new Trial("westeurope", "2019", false, Set.of("KB9"), healthy));
        return HaltEvidence.of(trials);
    }
}
