package dev.offpeak.orchestrator.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.offpeak.rules.Rule;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SequentialTestTest {
    private static final int RELEASES = 20_000;
    private static final SequentialTest TEST =
            SequentialTest.of(Baseline.NONE, 0.2).orElseThrow();

    @Test
    @Rule("O9")
    @DisplayName("O9: of releases with the fleet's own failure rate, at most one in a hundred is halted")
    void goodReleasesAreHardlyEverHalted() {
        assertThat(shareHalted(TEST.acceptable())).isLessThan(0.01);
    }

    @Test
    @Rule("O9")
    @DisplayName("O9: of releases with the unacceptable rate, at least nineteen in twenty are halted")
    void badReleasesAreHalted() {
        assertThat(shareHalted(TEST.unacceptable())).isGreaterThan(0.95);
    }

    @Test
    @Rule("O9")
    @DisplayName("O9: a bad release is halted after a few dozen VMs, a good one is accepted as soon")
    void decidesAfterAFewDozenVms() {
        assertThat(meanSample(TEST.unacceptable())).isBetween(10.0, 60.0);
        assertThat(meanSample(TEST.acceptable())).isBetween(10.0, 60.0);
    }

    @Test
    @Rule("O9")
    @DisplayName("O9: two unlucky VMs at the beginning decide nothing, four do")
    void twoUnluckyVmsDecideNothing() {
        assertThat(TEST.judge(2, 2)).isEqualTo(SequentialTest.Verdict.UNDECIDED);
        assertThat(TEST.judge(4, 4)).isEqualTo(SequentialTest.Verdict.UNACCEPTABLE);
        assertThat(TEST.judge(100, 2)).isEqualTo(SequentialTest.Verdict.ACCEPTABLE);
    }

    @Test
    @Rule("O9")
    @DisplayName("O9: a fleet on which installations fail often is judged by its own baseline")
    void baselineIsTheFleetsOwn() {
        SequentialTest calm = SequentialTest.of(new Baseline(10_000, 50), 0.2).orElseThrow();
        SequentialTest rough = SequentialTest.of(new Baseline(10_000, 900), 0.2).orElseThrow();

        assertThat(calm.acceptable()).isLessThan(0.006);
        assertThat(rough.acceptable()).isBetween(0.08, 0.1);
        assertThat(calm.judge(20, 3)).isEqualTo(SequentialTest.Verdict.UNACCEPTABLE);
        assertThat(rough.judge(20, 3)).isEqualTo(SequentialTest.Verdict.UNDECIDED);
    }

    @Test
    void toleratingNothingOrEverythingLeavesNothingToTest() {
        assertThat(SequentialTest.of(Baseline.NONE, 0)).isEmpty();
        assertThat(SequentialTest.of(Baseline.NONE, 1)).isEmpty();
        assertThatThrownBy(() -> new SequentialTest(0.3, 0.2, 0.01, 0.05))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("in that order");
    }

    private static double shareHalted(double rate) {
        int halted = 0;
        for (int seed = 0; seed < RELEASES; seed++) {
            halted += outcome(rate, seed).verdict() == SequentialTest.Verdict.UNACCEPTABLE ? 1 : 0;
        }
        return (double) halted / RELEASES;
    }

    private static double meanSample(double rate) {
        long sum = 0;
        for (int seed = 0; seed < RELEASES; seed++) {
            sum += outcome(rate, seed).tried();
        }
        return (double) sum / RELEASES;
    }

    private record Outcome(SequentialTest.Verdict verdict, int tried) {}

    private static Outcome outcome(double rate, long seed) {
        Random random = new Random(seed * 31 + 17);
        int failed = 0;
        for (int tried = 1; ; tried++) {
            failed += random.nextDouble() < rate ? 1 : 0;
            SequentialTest.Verdict verdict = TEST.judge(tried, failed);
            if (verdict != SequentialTest.Verdict.UNDECIDED) {
                return new Outcome(verdict, tried);
            }
        }
    }
}
