package dev.offpeak.orchestrator.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.rules.Rule;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class GatesTest {
    @Test
    @Rule("O1")
    @DisplayName("O1: open once every eligible VM succeeded; who is not eligible holds nobody up")
    void opensWhenEveryEligibleVmSucceeded() {
        assertThat(Gates.batch(new GateCounts(5, 2, 0, 0, 3, 0, 0), Policy.DEFAULT)
                        .hold())
                .isEmpty();
        assertThat(Gates.batch(new GateCounts(5, 5, 0, 0, 0, 0, 0), Policy.DEFAULT)
                        .hold())
                .isEmpty();
    }

    @Test
    @Rule("O1")
    @DisplayName("O1: waits for an eligible VM that was not tried, and for one in flight")
    void waitsForTheUntriedAndTheFlying() {
        assertThat(Gates.phase(new GateCounts(5, 0, 1, 0, 4, 0, 0), Policy.DEFAULT)
                        .hold())
                .contains(HoldReason.GATE_UNKNOWN);
        assertThat(Gates.phase(new GateCounts(5, 0, 0, 1, 4, 0, 0), Policy.DEFAULT)
                        .hold())
                .contains(HoldReason.GATE_UNKNOWN);
    }

    @Test
    @Rule("O9")
    @DisplayName("O9: a failure within the budget is a straggler, one beyond it halts with its evidence")
    void haltsBeyondTheBudget() {
        GateCounts two = new GateCounts(5, 0, 0, 0, 3, 0, 2);

        assertThat(Gates.batch(new GateCounts(5, 0, 0, 0, 4, 0, 1), Policy.DEFAULT)
                        .hold())
                .isEmpty();
        assertThat(Gates.batch(two, Policy.DEFAULT)).isInstanceOfSatisfying(GateVerdict.Closed.class, closed -> {
            assertThat(closed.evidence()).isEqualTo(two);
            assertThat(closed.budget()).isEqualTo(1);
            assertThat(closed.hold()).contains(HoldReason.GATE_CLOSED);
        });
    }

    @Test
    @Rule("O9")
    @DisplayName("O9: a budget of zero forbids the first failure, while others are still in flight")
    void zeroBudgetHaltsAtOnce() {
        assertThat(Gates.batch(new GateCounts(5, 0, 0, 4, 0, 0, 1), withBudget(0)))
                .isInstanceOf(GateVerdict.Closed.class);
        assertThat(Gates.lane(new GateCounts(5, 0, 0, 4, 0, 0, 1), withBudget(0)))
                .isInstanceOf(GateVerdict.Closed.class);
    }

    @Test
    @Rule("O9")
    @DisplayName("O9: batches of one VM that fail one after the other halt the lane, two unlucky ones do not")
    void laneAddsUpSmallBatches() {
        assertThat(Gates.lane(new GateCounts(40, 0, 38, 0, 0, 0, 2), Policy.DEFAULT)
                        .hold())
                .isEmpty();
        assertThat(Gates.lane(new GateCounts(40, 0, 30, 0, 7, 0, 3), Policy.DEFAULT)
                        .hold())
                .contains(HoldReason.GATE_CLOSED);
    }

    @Test
    @Rule("O3")
    @DisplayName("O3: counts that do not add up are unknown, and unknown holds")
    void countsThatDoNotAddUpHold() {
        GateCounts lost = new GateCounts(5, 0, 0, 0, 4, 0, 0);

        assertThat(Gates.batch(lost, Policy.DEFAULT)).isInstanceOf(GateVerdict.Unknown.class);
        assertThat(Gates.lane(lost, Policy.DEFAULT)).isInstanceOf(GateVerdict.Unknown.class);
        assertThat(Gates.phase(lost, Policy.DEFAULT)).isInstanceOf(GateVerdict.Unknown.class);
    }

    @Test
    @Rule("I4")
    @DisplayName("I4: patches left over beyond the budget wait for the next window instead of halting")
    void partialVmsWaitInsteadOfHalting() {
        assertThat(Gates.batch(new GateCounts(5, 0, 0, 0, 2, 3, 0), Policy.DEFAULT))
                .isInstanceOf(GateVerdict.Unknown.class);
    }

    @Test
    @Rule("U2")
    @DisplayName("U2: whoever waits is told why, in a sentence")
    void everyHoldReasonHasASentence() {
        for (HoldReason reason : HoldReason.values()) {
            assertThat(reason.sentence()).endsWith(".");
        }
        assertThat(HoldReason.PEER_UNHEALTHY.holdsNobodyUp()).isTrue();
        assertThat(HoldReason.OUTSIDE_WINDOW.holdsNobodyUp()).isFalse();
    }

    private static Policy withBudget(double share) {
        return Policy.DEFAULT.with().maxFailedShare(share).build();
    }
}
