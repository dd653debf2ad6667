package dev.offpeak.orchestrator.planner;

import static dev.offpeak.orchestrator.planner.TestFleet.CATALOG;
import static dev.offpeak.orchestrator.planner.TestFleet.aVm;
import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.contracts.PatchMode;
import dev.offpeak.orchestrator.domain.Baseline;
import dev.offpeak.orchestrator.domain.ExternalWord;
import dev.offpeak.orchestrator.domain.FleetVm;
import dev.offpeak.orchestrator.domain.GateCounts;
import dev.offpeak.orchestrator.domain.HoldReason;
import dev.offpeak.orchestrator.domain.PhaseState;
import dev.offpeak.orchestrator.domain.Policy;
import dev.offpeak.orchestrator.domain.RolloutState;
import dev.offpeak.orchestrator.domain.SubscriptionRegion;
import dev.offpeak.orchestrator.domain.VmId;
import dev.offpeak.orchestrator.domain.VmProgress;
import dev.offpeak.rules.Rule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DispatchDeciderTest {
    /** 23:00 in westeurope and in northeurope it is 22:00: both windows are open. */
    private static final Instant NIGHT = Instant.parse("2026-11-10T22:00:00Z");

    private static final Instant NOON = Instant.parse("2026-11-10T12:00:00Z");
    private static final GateCounts WAITING = new GateCounts(9, 0, 9, 0, 0, 0, 0);

    @Test
    @Rule("I3")
    @DisplayName("I3: an order ends with its run length or its window, whichever is earlier")
    void orderEndsWithRunLengthOrWindow() {
        DispatchDecision early = at(NIGHT).candidate(aVm("a").build()).decide();
        DispatchDecision late =
                at(NIGHT.plus(Duration.ofHours(5))).candidate(aVm("a").build()).decide();

        assertThat(early.start())
                .containsExactly(new DispatchDecision.Order(new VmId("a"), NIGHT.plus(Policy.MAX_RUN_LENGTH)));
        assertThat(late.start())
                .extracting(DispatchDecision.Order::notAfter)
                .containsExactly(Instant.parse("2026-11-11T05:00:00Z"));
    }

    @Test
    @Rule("I3")
    @DisplayName("I3: outside the window nobody starts, and the decision says when to look again")
    void outsideTheWindowNobodyStarts() {
        DispatchDecision decision = at(NOON).candidate(aVm("a").build()).decide();

        assertHeld(decision, "a", HoldReason.OUTSIDE_WINDOW);
        assertThat(decision.wakeAt()).contains(Instant.parse("2026-11-10T21:00:00Z"));
    }

    @Test
    @Rule("I3")
    @DisplayName("I3: with less than the install budget left nobody starts")
    void shortRestOfAWindowHolds() {
        assertHeld(
                at(Instant.parse("2026-11-11T03:31:00Z"))
                        .candidate(aVm("a").build())
                        .decide(),
                "a",
                HoldReason.WINDOW_TOO_SHORT);
    }

    @Test
    @Rule("O1")
    @DisplayName("O1: who is not eligible is held with its own reason")
    void ineligibleVmsAreHeldByName() {
        DispatchDecision decision = at(NIGHT)
                .candidate(aVm("mode").mode(PatchMode.AUTOMATIC_BY_OS).build())
                .candidate(aVm("feature").withoutFeature().build())
                .candidate(aVm("enabled").notEnabled().build())
                .candidate(aVm("power").poweredOff().build())
                .candidate(aVm("agent").agentSilent().build())
                .decide();

        assertThat(decision.start()).isEmpty();
        assertHeld(decision, "mode", HoldReason.PATCH_MODE);
        assertHeld(decision, "feature", HoldReason.FEATURE_NOT_REGISTERED);
        assertHeld(decision, "enabled", HoldReason.NOT_ENABLED);
        assertHeld(decision, "power", HoldReason.POWERED_OFF);
        assertHeld(decision, "agent", HoldReason.AGENT_NOT_READY);
    }

    @Test
    @Rule("O1")
    @DisplayName("O1: later batches and phases wait for their turn")
    void laterTurnsWait() {
        DispatchDecision decision = at(NIGHT)
                .candidate(aVm("later-batch").build(), 1, 1, 2)
                .candidate(aVm("later-phase").in("northeurope").build(), 2, 1, 1)
                .decide();

        assertHeld(decision, "later-batch", HoldReason.BATCH_NOT_OPEN);
        assertHeld(decision, "later-phase", HoldReason.PHASE_NOT_OPEN);
    }

    @Test
    @Rule("O2")
    @DisplayName("O2: the pair of a region in flight waits, whoever ordered it")
    void pairedRegionWaits() {
        DispatchDecision decision = at(NIGHT)
                .candidate(aVm("a").build())
                .inFlight(aVm("other").in("northeurope").build())
                .decide();

        assertHeld(decision, "a", HoldReason.PAIRED_REGION_BUSY);
    }

    @Test
    @Rule("O4")
    @DisplayName("O4: another zone of the region waits; VMs without a zone are a zone of their own")
    void otherZoneWaits() {
        assertHeld(
                at(NIGHT)
                        .candidate(aVm("a").build())
                        .inFlight(aVm("other").zone("2").build())
                        .decide(),
                "a",
                HoldReason.ZONE_BUSY);
    }

    @Test
    @Rule("O5")
    @DisplayName("O5: no more of a subscription than its share")
    void subscriptionCapHolds() {
        Snapshot snapshot = at(NIGHT);
        snapshot.outsideSets.put(new SubscriptionRegion("sub-1", "westeurope"), 10);
        for (int i = 0; i < 3; i++) {
            snapshot.candidate(aVm("a" + i).build());
        }

        DispatchDecision decision = snapshot.decide();

        assertThat(decision.start()).extracting(order -> order.vm().value()).containsExactly("a0", "a1");
        assertHeld(decision, "a2", HoldReason.SUBSCRIPTION_CAP);
    }

    @Test
    @Rule("O6")
    @DisplayName("O6: one update domain at a time, and no more of a set than its share")
    void setIsNeverTakenTogether() {
        DispatchDecision decision = at(NIGHT)
                .candidate(aVm("a").set("set/a", 0, 9).build())
                .candidate(aVm("b").set("set/a", 0, 9).build())
                .candidate(aVm("c").set("set/a", 1, 9).build())
                .candidate(aVm("d").set("set/b", 1, 9).build())
                .decide();

        assertThat(decision.start()).extracting(order -> order.vm().value()).containsExactly("a", "d");
        assertHeld(decision, "b", HoldReason.SET_CAP);
        assertHeld(decision, "c", HoldReason.UPDATE_DOMAIN_BUSY);
    }

    @Test
    @Rule("O7")
    @DisplayName("O7: a set with a VM that did not come back is held, the VM itself is tried again")
    void unhealthyPeerHoldsItsSet() {
        Snapshot snapshot = at(NIGHT)
                .candidate(aVm("broken").set("set/a", 0, 9).build())
                .candidate(aVm("peer").set("set/a", 1, 9).build());
        snapshot.unhealthySets.put("set/a", Set.of("broken"));

        DispatchDecision decision = snapshot.decide();

        assertThat(decision.start()).extracting(order -> order.vm().value()).containsExactly("broken");
        assertHeld(decision, "peer", HoldReason.PEER_UNHEALTHY);
    }

    @Test
    @Rule("I6")
    @DisplayName("I6: what failed is tried again in the next window, not in this one")
    void retriesWaitForTheNextWindow() {
        Instant tried = NIGHT.plus(Duration.ofMinutes(5));
        Assignment slot = new Assignment(new VmId("a"), 1, "westeurope", 1, "-", 1);
        Candidate failed = new Candidate(aVm("a").build(), slot, VmProgress.FAILED, 1, Optional.of(tried));

        DispatchDecision sameNight =
                at(NIGHT.plus(Duration.ofHours(2))).candidate(failed).decide();
        DispatchDecision nextNight =
                at(NIGHT.plus(Duration.ofDays(1))).candidate(failed).decide();

        assertHeld(sameNight, "a", HoldReason.RETRY_NEXT_WINDOW);
        assertThat(nextNight.start())
                .containsExactly(new DispatchDecision.Order(
                        new VmId("a"), NIGHT.plus(Duration.ofDays(1)).plus(Policy.MAX_RUN_LENGTH)));
    }

    @Test
    @Rule("I6")
    @DisplayName("I6: a straggler lets the open batch go first, unless its last windows have come")
    void urgentStragglerGoesFirst() {
        Snapshot calm = at(NIGHT)
                .open(2, 1)
                .candidate(aVm("straggler").zone("1").build(), 1, 1, 1)
                .candidate(aVm("planned").zone("2").build(), 1, 2, 1);
        Snapshot urgent = at(NIGHT)
                .open(2, 1)
                .candidate(aVm("straggler").zone("1").build(), 1, 1, 1)
                .candidate(aVm("planned").zone("2").build(), 1, 2, 1);
        urgent.deadline = NIGHT.plus(Duration.ofDays(2));

        assertHeld(calm.decide(), "straggler", HoldReason.ZONE_BUSY);
        assertHeld(urgent.decide(), "planned", HoldReason.ZONE_BUSY);
    }

    @Test
    @DisplayName("L4: nobody joins a busy zone while an urgent straggler of another one waits for it")
    void roomIsMadeForUrgentStragglers() {
        Snapshot urgent = at(NIGHT)
                .open(2, 1)
                .candidate(aVm("straggler").zone("1").build(), 1, 1, 1)
                .candidate(aVm("planned").zone("2").build(), 1, 2, 1)
                .inFlight(aVm("flying").zone("2").of("sub-9").build());
        urgent.deadline = NIGHT.plus(Duration.ofDays(2));

        DispatchDecision decision = urgent.decide();

        assertThat(decision.start()).isEmpty();
        assertHeld(decision, "planned", HoldReason.MAKING_ROOM);
    }

    @Test
    @DisplayName("S14: an unapproved, paused, halted or ended rollout orders nobody, and says why")
    void stoppedRolloutOrdersNobody() {
        Map<RolloutState, HoldReason> reasons = Map.of(
                RolloutState.AWAITING_APPROVAL, HoldReason.AWAITING_APPROVAL,
                RolloutState.PAUSED, HoldReason.ROLLOUT_PAUSED,
                RolloutState.HALTED, HoldReason.GATE_CLOSED,
                RolloutState.CANCELED, HoldReason.ROLLOUT_ENDED);
        reasons.forEach((state, reason) -> {
            Snapshot stopped = at(NIGHT).candidate(aVm("a").build());
            stopped.state = state;
            assertHeld(stopped.decide(), "a", reason);
        });
    }

    @Test
    @Rule("I6")
    @DisplayName("I6: after the deadline nobody is ordered and the rollout ends")
    void deadlineEndsTheRollout() {
        Snapshot late = at(NIGHT).candidate(aVm("a").build());
        late.deadline = NIGHT;

        DispatchDecision decision = late.decide();

        assertHeld(decision, "a", HoldReason.DEADLINE_PASSED);
        assertThat(decision.advances()).containsExactly(new Advance.CompleteRollout(false));
    }

    @Test
    @Rule("O9")
    @DisplayName("O9: the next phase starts only once the bake time is over")
    void nextPhaseWaitsForTheBakeTime() {
        GateCounts done = new GateCounts(9, 0, 0, 0, 9, 0, 0);
        Snapshot baking = at(NIGHT);
        baking.first = new PhaseView(1, PhaseState.COMPLETED, Optional.of(NIGHT.minusSeconds(60)), done, List.of());

        DispatchDecision early = baking.decide();
        baking.at = NIGHT.plus(Duration.ofHours(24));
        DispatchDecision later = baking.decide();

        assertThat(early.advances()).isEmpty();
        assertThat(early.wakeAt()).contains(NIGHT.minusSeconds(60).plus(Duration.ofHours(24)));
        assertThat(later.advances()).containsExactly(new Advance.StartPhase(2));
    }

    @Test
    @Rule("O9")
    @DisplayName("O9: a closed gate halts with its evidence, and nothing is ordered beside it")
    void closedGateHalts() {
        Snapshot failing = at(NIGHT).candidate(aVm("a").build());
        failing.batchCounts = new GateCounts(5, 0, 1, 0, 2, 0, 2);

        DispatchDecision decision = failing.decide();

        assertThat(decision.start()).isEmpty();
        assertThat(decision.advances()).singleElement().isInstanceOfSatisfying(Advance.Halt.class, halt -> {
            assertThat(halt.region()).isEqualTo("westeurope");
            assertThat(halt.why()).contains("2 of 4");
        });
    }

    @Test
    @Rule("O8")
    @DisplayName("O8: a closed gate holds also when the deadline is an hour away")
    void closedGateOutranksTheDeadline() {
        Snapshot late = at(NIGHT).candidate(aVm("a").build());
        late.deadline = NIGHT.plus(Duration.ofHours(1));
        late.state = RolloutState.HALTED;

        DispatchDecision decision = late.decide();

        assertThat(decision.start()).isEmpty();
        assertThat(decision.advances()).isEmpty();
        assertHeld(decision, "a", HoldReason.GATE_CLOSED);
    }

    @Test
    @Rule("O9")
    @DisplayName(
            "O9: the sequential test halts a release whose failures are beyond doubt, before any lane has enough of them")
    void sequentialTestHaltsTheRelease() {
        Snapshot failing = at(NIGHT).candidate(aVm("a").build());
        failing.phaseCounts = new GateCounts(40, 0, 30, 0, 4, 0, 6);

        assertThat(failing.decide().advances())
                .singleElement()
                .isInstanceOfSatisfying(Advance.Halt.class, halt -> assertThat(halt.why())
                        .contains("6 of 10 tried VMs of the release"));
    }

    @Test
    @Rule("U6")
    @DisplayName("U6: where the policy asks for a word, a phase starts with it only, and a no halts")
    void phaseWaitsForSomebodysWord() {
        Snapshot asked = at(NIGHT);
        asked.policy = Policy.DEFAULT.with().externalGate(true).build();
        asked.first = new PhaseView(
                1,
                PhaseState.COMPLETED,
                Optional.of(NIGHT.minus(Duration.ofDays(2))),
                new GateCounts(9, 0, 0, 0, 9, 0, 0),
                List.of());

        assertThat(asked.decide().advances()).isEmpty();
        asked.background = said(true);
        assertThat(asked.decide().advances()).containsExactly(new Advance.StartPhase(2));
        asked.background = said(false);
        assertThat(asked.decide().advances())
                .singleElement()
                .isInstanceOfSatisfying(
                        Advance.Halt.class, halt -> assertThat(halt.why()).contains("pipeline", "smoke test"));
    }

    @Test
    @DisplayName(
            "L4: who is refused for an interlock waits, keeps its place over the day, and leaves it with its order")
    void refusedVmsWaitInLine() {
        Instant since = NIGHT.minus(Duration.ofDays(4));
        Snapshot night = at(NIGHT)
                .candidate(aVm("a").build())
                .inFlight(aVm("b").zone("2").build());
        Snapshot day = at(NOON).candidate(aVm("a").build());
        day.background = new Background(Baseline.NONE, Map.of(), Map.of(new VmId("a"), since), List.of());
        Snapshot free = at(NIGHT).candidate(aVm("a").build());
        free.background = day.background;

        assertThat(night.decide().waiters()).containsExactly(Map.entry(new VmId("a"), NIGHT));
        assertThat(day.decide().waiters()).containsExactly(Map.entry(new VmId("a"), since));
        assertThat(free.decide().waiters()).isEmpty();
    }

    @Test
    @DisplayName(
            "L4: another rollout's waiter gets room in its last windows only, and only from who would be in its way")
    void roomIsMadeForWaitersOfOtherRollouts() {
        FleetVm waiting = aVm("w").zone("1").build();
        Snapshot calm = at(NIGHT).candidate(aVm("a").zone("2").build());
        calm.background = waiters(waiting, NIGHT.plus(Duration.ofDays(9)));
        Snapshot late = at(NIGHT).candidate(aVm("a").zone("2").build());
        late.background = waiters(waiting, NIGHT.plus(Duration.ofDays(2)));

        assertThat(calm.decide().start())
                .extracting(order -> order.vm().value())
                .contains("a");
        assertHeld(late.decide(), "a", HoldReason.MAKING_ROOM);
    }

    private static Background waiters(FleetVm vm, Instant deadline) {
        return new Background(
                Baseline.NONE,
                Map.of(),
                Map.of(),
                List.of(new Waiter(vm.id(), vm.placement(), vm.hours(), deadline, NIGHT.minus(Duration.ofDays(1)))));
    }

    private static Background said(boolean go) {
        ExternalWord word = new ExternalWord(go, "pipeline", "smoke test", NIGHT);
        return new Background(Baseline.NONE, Map.of(2, word), Map.of(), List.of());
    }

    private static void assertHeld(DispatchDecision decision, String vm, HoldReason reason) {
        assertThat(decision.held().get(new VmId(vm)))
                .extracting(DispatchDecision.Hold::reason)
                .isEqualTo(reason);
    }

    private static Snapshot at(Instant at) {
        return new Snapshot(at);
    }

    /** A rollout in its first phase, westeurope, whose pair northeurope is the second. */
    private static final class Snapshot {
        private final List<Candidate> candidates = new ArrayList<>();
        private final List<InFlight> inFlight = new ArrayList<>();
        private final Map<String, Set<String>> unhealthySets = new HashMap<>();
        private final Map<SubscriptionRegion, Integer> outsideSets = new HashMap<>();
        private Instant at;
        private Instant deadline;
        private RolloutState state = RolloutState.IN_PROGRESS;
        private PhaseView first;
        private GateCounts batchCounts = WAITING;
        private GateCounts phaseCounts = WAITING;
        private int step = 1;
        private int batch = 1;
        private Policy policy = Policy.DEFAULT;
        private Background background = Background.NONE;

        private Snapshot(Instant at) {
            this.at = at;
            this.deadline = at.plus(Duration.ofDays(20));
            outsideSets.put(new SubscriptionRegion("sub-1", "westeurope"), 100);
        }

        private Snapshot open(int openStep, int openBatch) {
            step = openStep;
            batch = openBatch;
            return this;
        }

        private Snapshot candidate(FleetVm vm) {
            return candidate(vm, 1, 1, 1);
        }

        private Snapshot candidate(FleetVm vm, int phase, int slotStep, int slotBatch) {
            Assignment slot = new Assignment(
                    vm.id(),
                    phase,
                    vm.placement().region(),
                    slotStep,
                    vm.placement().zone(),
                    slotBatch);
            return candidate(new Candidate(vm, slot, VmProgress.WAITING, 0, Optional.empty()));
        }

        private Snapshot candidate(Candidate candidate) {
            candidates.add(candidate);
            return this;
        }

        private Snapshot inFlight(FleetVm vm) {
            inFlight.add(new InFlight(vm.id(), vm.placement()));
            return this;
        }

        private DispatchDecision decide() {
            LaneView lane = new LaneView(
                    "westeurope",
                    PhaseState.IN_PROGRESS,
                    List.of(new StepPlan(1, "1", 3, 9), new StepPlan(2, "2", 3, 9)),
                    step,
                    batch,
                    batchCounts,
                    WAITING);
            PhaseView open = first != null
                    ? first
                    : new PhaseView(1, PhaseState.IN_PROGRESS, Optional.of(at), phaseCounts, List.of(lane));
            LaneView waiting = new LaneView(
                    "northeurope",
                    PhaseState.WAITING,
                    List.of(new StepPlan(1, "-", 1, 1)),
                    0,
                    0,
                    GateCounts.NONE,
                    WAITING);
            PhaseView second = new PhaseView(2, PhaseState.WAITING, Optional.empty(), WAITING, List.of(waiting));
            return DispatchDecider.decide(new DispatchSnapshot(
                    at,
                    state,
                    deadline,
                    policy,
                    List.of(open, second),
                    candidates,
                    inFlight,
                    unhealthySets,
                    outsideSets,
                    CATALOG,
                    background));
        }
    }
}
