package dev.offpeak.orchestrator.planner;

import static dev.offpeak.orchestrator.planner.TestFleet.CATALOG;
import static dev.offpeak.orchestrator.planner.TestFleet.aVm;
import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.orchestrator.domain.Baseline;
import dev.offpeak.orchestrator.domain.FleetVm;
import dev.offpeak.orchestrator.domain.GateCounts;
import dev.offpeak.orchestrator.domain.PhaseState;
import dev.offpeak.orchestrator.domain.Policy;
import dev.offpeak.orchestrator.domain.RolloutState;
import dev.offpeak.orchestrator.domain.VmId;
import dev.offpeak.orchestrator.domain.VmProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Two rollouts over one region: a straggler of the older one in zone 1, and an endless stream of the newer one's VMs in zone 2. */
class WaitersTest {
    private static final Instant START = Instant.parse("2026-11-10T12:00:00Z");
    private static final Instant DEADLINE = START.plus(Duration.ofDays(6));
    private static final Instant FAR = START.plus(Duration.ofDays(30));
    private static final GateCounts WAITING = new GateCounts(99, 0, 99, 0, 0, 0, 0);

    @Test
    @DisplayName("L4: whoever waits is served before its deadline, however busy others keep what it waits for")
    void waitIsBounded() {
        for (long seed = 1; seed <= 20; seed++) {
            assertThat(served(seed, true)).as("seed %d", seed).hasValueSatisfying(at -> assertThat(
                            at.plus(Policy.DEFAULT.installBudget()))
                    .isBeforeOrEqualTo(DEADLINE));
        }
    }

    @Test
    @DisplayName("L4: if the other rollout is not told of the waiter, the stream starves it")
    void untoldStreamStarvesTheWaiter() {
        for (long seed = 1; seed <= 5; seed++) {
            assertThat(served(seed, false)).as("seed %d", seed).isEmpty();
        }
    }

    /** When the straggler gets its order; empty when its deadline comes first. The stream always decides first. */
    private static Optional<Instant> served(long seed, boolean told) {
        Random random = new Random(seed);
        FleetVm straggler = aVm("straggler").zone("1").build();
        Map<InFlight, Instant> flying = new HashMap<>();
        Map<VmId, Instant> since = Map.of();
        int joined = 0;
        for (Instant now = START; now.isBefore(DEADLINE); now = now.plus(Duration.ofMinutes(20))) {
            Instant at = now;
            flying.values().removeIf(end -> !end.isAfter(at));
            List<Candidate> joiners = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                joined++;
                joiners.add(straggling(
                        aVm("joiner-" + joined).of("sub-" + joined).zone("2").build()));
            }
            List<Waiter> waiters = told && !since.isEmpty()
                    ? List.of(new Waiter(
                            straggler.id(),
                            straggler.placement(),
                            straggler.hours(),
                            DEADLINE,
                            since.get(straggler.id())))
                    : List.of();
            for (DispatchDecision.Order order :
                    decide(at, FAR, joiners, flying, Map.of(), waiters).start()) {
                FleetVm vm = joiners.stream()
                        .map(Candidate::vm)
                        .filter(joiner -> joiner.id().equals(order.vm()))
                        .findFirst()
                        .orElseThrow();
                flying.put(
                        new InFlight(vm.id(), vm.placement()), at.plus(Duration.ofMinutes(60 + random.nextInt(120))));
            }
            DispatchDecision own = decide(at, DEADLINE, List.of(straggling(straggler)), flying, since, List.of());
            if (!own.start().isEmpty()) {
                return Optional.of(at);
            }
            since = own.waiters();
        }
        return Optional.empty();
    }

    private static Candidate straggling(FleetVm vm) {
        Assignment slot =
                new Assignment(vm.id(), 1, "westeurope", 1, vm.placement().zone(), 1);
        return new Candidate(vm, slot, VmProgress.WAITING, 0, Optional.empty());
    }

    private static DispatchDecision decide(
            Instant at,
            Instant deadline,
            List<Candidate> candidates,
            Map<InFlight, Instant> flying,
            Map<VmId, Instant> since,
            List<Waiter> others) {
        LaneView lane = new LaneView(
                "westeurope", PhaseState.IN_PROGRESS, List.of(new StepPlan(1, "1", 9, 99)), 1, 2, WAITING, WAITING);
        PhaseView phase = new PhaseView(1, PhaseState.IN_PROGRESS, Optional.of(START), WAITING, List.of(lane));
        return DispatchDecider.decide(new DispatchSnapshot(
                at,
                RolloutState.IN_PROGRESS,
                deadline,
                Policy.DEFAULT,
                List.of(phase),
                candidates,
                List.copyOf(flying.keySet()),
                Map.of(),
                Map.of(),
                CATALOG,
                new Background(Baseline.NONE, Map.of(), since, others)));
    }
}
