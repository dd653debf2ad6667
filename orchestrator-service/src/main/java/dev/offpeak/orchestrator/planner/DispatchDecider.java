package dev.offpeak.orchestrator.planner;

import dev.offpeak.orchestrator.domain.FleetVm;
import dev.offpeak.orchestrator.domain.GateCounts;
import dev.offpeak.orchestrator.domain.GateVerdict;
import dev.offpeak.orchestrator.domain.Gates;
import dev.offpeak.orchestrator.domain.HoldReason;
import dev.offpeak.orchestrator.domain.PhaseState;
import dev.offpeak.orchestrator.domain.Policy;
import dev.offpeak.orchestrator.domain.RolloutState;
import dev.offpeak.orchestrator.domain.VmId;
import dev.offpeak.orchestrator.domain.VmProgress;
import dev.offpeak.orchestrator.planner.DispatchDecision.Hold;
import dev.offpeak.orchestrator.planner.DispatchDecision.Order;
import dev.offpeak.time.Interval;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Decides what a rollout does next. Pure: equal snapshots give equal decisions; ties are broken by VM id, never by map order.
 *
 * <ol>
 *   <li>Gates: every open lane whose batch proved healthy moves on, a closed gate halts, a phase whose lanes are through and
 *       whose own gate is open completes, and the next one starts once the bake time is over. Nothing is ordered beside a halt.
 *   <li>Each candidate is asked, from its own state outwards: eligible? its turn? its window? Who passes is ready.
 *   <li>The ready ones are taken in order: waiters whose last windows have come, the open batches, other stragglers. Each takes
 *       its interlocks in memory; who finds one taken is held for it, and waits.
 * </ol>
 *
 * <p>Stragglers, VMs whose batch's turn is past, wait for windows in which pair and zone are free; open batches go first, so that
 * a straggler's zone does not keep the plan waiting. In a waiter's {@link LastWindows} it is the other way round: what it waits for
 * drains, and nobody joins who would still be in its way, until it has had its turn. Waiters of all rollouts are served by the
 * earliest deadline, then the longest wait, so that no rollout waits in line behind another and nobody starves.
 */
public final class DispatchDecider {
    /** A wait goes on through them. */
    private static final Set<HoldReason> BETWEEN_WINDOWS =
            EnumSet.of(HoldReason.OUTSIDE_WINDOW, HoldReason.WINDOW_TOO_SHORT);

    private static final Comparator<Candidate> PLAN_ORDER = Comparator.comparingInt(
                    (Candidate candidate) -> candidate.slot().phase())
            .thenComparing(candidate -> candidate.slot().region())
            .thenComparingInt(candidate -> candidate.slot().step())
            .thenComparingInt(candidate -> candidate.slot().batch())
            .thenComparing(candidate -> candidate.vm().id());

    /** Longest wait first: never ordered, then the oldest order. */
    private static final Comparator<Candidate> STRAGGLER_ORDER = Comparator.comparing(
                    (Candidate candidate) -> candidate.lastOrderedAt().orElse(Instant.MIN))
            .thenComparing(PLAN_ORDER);

    private DispatchDecider() {}

    /** What to do now. */
    public static DispatchDecision decide(DispatchSnapshot snapshot) {
        return new Run(snapshot).decide();
    }

    /** One decision in the making. */
    private static final class Run {
        private final DispatchSnapshot now;
        private final Policy policy;
        private final Map<Integer, PhaseView> phases = new HashMap<>();
        private final Map<String, LaneView> lanes = new HashMap<>();
        private final Set<VmId> flying = new HashSet<>();
        private final List<Advance> advances = new ArrayList<>();
        private final List<Order> start = new ArrayList<>();
        private final Map<VmId, Hold> held = new TreeMap<>();
        private final Map<VmId, Instant> waiters = new TreeMap<>();
        private Optional<Instant> wakeAt = Optional.empty();

        Run(DispatchSnapshot now) {
            this.now = now;
            this.policy = now.policy();
            for (PhaseView phase : now.phases()) {
                phases.put(phase.number(), phase);
                phase.lanes().forEach(lane -> lanes.put(key(phase.number(), lane.region()), lane));
            }
            now.inFlight().forEach(order -> flying.add(order.vm()));
        }

        DispatchDecision decide() {
            Optional<Hold> forAll = advance();
            if (forAll.isPresent()) {
                now.candidates().forEach(candidate -> held.put(candidate.vm().id(), forAll.get()));
            } else {
                dispatch();
            }
            return new DispatchDecision(start, advances, held, waiters, wakeAt);
        }

        /** Moves the plan on; answers why nobody may be ordered, if so. */
        private Optional<Hold> advance() {
            if (now.state().isTerminal()) {
                return Optional.of(new Hold(HoldReason.ROLLOUT_ENDED, Optional.empty()));
            }
            GateCounts all = now.phases().stream().map(PhaseView::counts).reduce(GateCounts.NONE, GateCounts::plus);
            boolean allSucceeded = all.succeeded() == all.assigned();
            if (!now.at().isBefore(now.deadline())) {
                if (all.inFlight() == 0) {
                    advances.add(new Advance.CompleteRollout(allSucceeded));
                }
                return Optional.of(new Hold(HoldReason.DEADLINE_PASSED, Optional.empty()));
            }
            wake(now.deadline());
            if (now.state() == RolloutState.AWAITING_APPROVAL) {
                return Optional.of(new Hold(HoldReason.AWAITING_APPROVAL, Optional.empty()));
            }
            if (now.state() == RolloutState.PAUSED) {
                return Optional.of(new Hold(HoldReason.ROLLOUT_PAUSED, Optional.empty()));
            }
            if (now.state() == RolloutState.HALTED) {
                return Optional.of(new Hold(HoldReason.GATE_CLOSED, Optional.empty()));
            }
            for (PhaseView phase : now.phases()) {
                if (phase.state() == PhaseState.IN_PROGRESS) {
                    advanceLanes(phase);
                    advancePhase(phase);
                }
            }
            if (!isHalting()) {
                int phase = now.phases().stream()
                        .filter(view -> view.state().hasStarted())
                        .mapToInt(PhaseView::number)
                        .max()
                        .orElse(0);
                halt(phase, "", Gates.release(all, policy, now.background().baseline()));
            }
            if (isHalting()) {
                return Optional.of(new Hold(HoldReason.GATE_CLOSED, Optional.empty()));
            }
            boolean through =
                    now.phases().stream().allMatch(phase -> phase.state().isTerminal());
            if (through && allSucceeded) {
                advances.add(new Advance.CompleteRollout(true));
            }
            startNextPhase();
            return isHalting() ? Optional.of(new Hold(HoldReason.GATE_CLOSED, Optional.empty())) : Optional.empty();
        }

        private boolean isHalting() {
            return advances.stream().anyMatch(Advance.Halt.class::isInstance);
        }

        private void advanceLanes(PhaseView phase) {
            for (LaneView lane : phase.lanes()) {
                if (lane.state() != PhaseState.IN_PROGRESS) {
                    continue;
                }
                GateVerdict wholeLane = Gates.lane(lane.laneCounts(), policy);
                GateVerdict batch = Gates.batch(lane.batchCounts(), policy);
                halt(phase.number(), lane.region(), wholeLane);
                halt(phase.number(), lane.region(), batch);
                if (wholeLane.hold().isEmpty() && batch.hold().isEmpty()) {
                    advances.add(next(phase.number(), lane));
                }
            }
        }

        private static Advance next(int phase, LaneView lane) {
            StepPlan step = lane.steps().get(lane.step() - 1);
            if (lane.batch() < step.batches()) {
                return new Advance.OpenBatch(phase, lane.region(), lane.step(), lane.batch() + 1);
            }
            if (lane.step() < lane.steps().size()) {
                return new Advance.OpenBatch(phase, lane.region(), lane.step() + 1, 1);
            }
            return new Advance.CompleteLane(phase, lane.region());
        }

        private void advancePhase(PhaseView phase) {
            GateVerdict gate = Gates.phase(phase.counts(), policy);
            halt(phase.number(), "", gate);
            boolean lanesThrough =
                    phase.lanes().stream().allMatch(lane -> lane.state().isTerminal());
            if (lanesThrough && gate.hold().isEmpty()) {
                advances.add(new Advance.CompletePhase(phase.number()));
            }
        }

        private void halt(int phase, String region, GateVerdict verdict) {
            if (verdict instanceof GateVerdict.Closed closed) {
                advances.add(new Advance.Halt(phase, region, closed.evidence(), closed.why()));
            }
        }

        private void startNextPhase() {
            Optional<PhaseView> previous = Optional.empty();
            for (PhaseView phase : now.phases()) {
                if (phase.state() == PhaseState.WAITING) {
                    startAfter(previous, phase);
                    return;
                }
                if (!phase.state().isTerminal()) {
                    return;
                }
                previous = Optional.of(phase);
            }
        }

        private void startAfter(Optional<PhaseView> previous, PhaseView phase) {
            Instant mayStart = previous.flatMap(PhaseView::startedAt)
                    .map(at -> at.plus(policy.bakeTime()))
                    .orElse(now.at());
            if (mayStart.isAfter(now.at())) {
                wake(mayStart);
                return;
            }
            GateVerdict word = previous.isPresent() && policy.externalGate()
                    ? Gates.external(
                            phase.number(),
                            Optional.ofNullable(now.background().words().get(phase.number())),
                            previous.get().counts())
                    : new GateVerdict.Open();
            halt(phase.number(), "", word);
            if (word.hold().isEmpty()) {
                advances.add(new Advance.StartPhase(phase.number()));
            }
        }

        private void dispatch() {
            Map<VmId, Candidate> ready = new HashMap<>();
            List<Waiter> waiting = new ArrayList<>(now.background().otherWaiters());
            for (Candidate candidate : now.candidates()) {
                VmId vm = candidate.vm().id();
                Optional<Hold> hold = ownHold(candidate);
                if (hold.isEmpty()) {
                    ready.put(vm, candidate);
                    if (!isOpen(candidate)) {
                        waiting.add(waiter(candidate));
                    }
                } else {
                    held.put(vm, hold.get());
                    if (BETWEEN_WINDOWS.contains(hold.get().reason())
                            && waitingSince(vm).isPresent()) {
                        waiters.put(vm, waitingSince(vm).get());
                        waiting.add(waiter(candidate));
                    }
                }
            }
            Interlocks interlocks = new Interlocks(now);
            lastWindows(waiting, ready, interlocks);
            List<Candidate> open = new ArrayList<>();
            List<Candidate> stragglers = new ArrayList<>();
            ready.values().forEach(candidate -> (isOpen(candidate) ? open : stragglers).add(candidate));
            open.sort(PLAN_ORDER);
            stragglers.sort(Comparator.comparing(
                            (Candidate candidate) -> waiter(candidate).since())
                    .thenComparing(STRAGGLER_ORDER));
            open.forEach(candidate -> take(candidate, interlocks));
            stragglers.forEach(candidate -> take(candidate, interlocks));
        }

        /** Serves the waiters whose last windows have come, in their order; room is made for who can't be served yet. */
        private void lastWindows(List<Waiter> waiting, Map<VmId, Candidate> ready, Interlocks interlocks) {
            waiting.sort(Waiter.ORDER);
            for (Waiter waiter : waiting) {
                Optional<Instant> roomFrom = LastWindows.roomFrom(waiter, now.at(), policy);
                if (roomFrom.isPresent()) {
                    // The same VM may wait in another rollout too: served in either, it needs no room any more.
                    Candidate candidate = ready.remove(waiter.vm());
                    if (candidate == null || !take(candidate, interlocks)) {
                        interlocks.reserve(waiter, roomFrom.get());
                    }
                }
            }
        }

        /** Answers whether it got its order. */
        private boolean take(Candidate candidate, Interlocks interlocks) {
            FleetVm vm = candidate.vm();
            Instant windowEnd = vm.hours().nextAfter(now.at()).end();
            Instant runEnd = now.at().plus(policy.runLength());
            Instant notAfter = runEnd.isBefore(windowEnd) ? runEnd : windowEnd;
            Instant goneBy = notAfter.plus(policy.rebootAllowance()).plus(policy.verification());
            Optional<HoldReason> refused = interlocks.take(vm, goneBy);
            if (refused.isPresent()) {
                held.put(vm.id(), new Hold(refused.get(), Optional.empty()));
                waiters.put(vm.id(), waiter(candidate).since());
                return false;
            }
            start.add(new Order(vm.id(), notAfter));
            return true;
        }

        private Waiter waiter(Candidate candidate) {
            FleetVm vm = candidate.vm();
            return new Waiter(
                    vm.id(),
                    vm.placement(),
                    vm.hours(),
                    now.deadline(),
                    waitingSince(vm.id()).orElse(now.at()));
        }

        private Optional<Instant> waitingSince(VmId vm) {
            return Optional.ofNullable(now.background().waitingSince().get(vm));
        }

        /** Why the VM would get no order even if it were alone in the world. */
        private Optional<Hold> ownHold(Candidate candidate) {
            FleetVm vm = candidate.vm();
            Optional<HoldReason> ineligible = vm.ineligible();
            if (ineligible.isPresent()) {
                return hold(ineligible.get());
            }
            if (isHeldByPeer(vm)) {
                return hold(HoldReason.PEER_UNHEALTHY);
            }
            if (flying.contains(vm.id()) || candidate.progress() == VmProgress.IN_FLIGHT) {
                return hold(HoldReason.INSTALLATION_IN_PROGRESS);
            }
            Assignment slot = candidate.slot();
            PhaseView phase = phases.get(slot.phase());
            if (phase == null || !phase.state().hasStarted()) {
                return hold(HoldReason.PHASE_NOT_OPEN);
            }
            LaneView lane = lanes.get(key(slot.phase(), slot.region()));
            if (lane == null || !lane.hasReached(slot.step(), slot.batch())) {
                return hold(HoldReason.BATCH_NOT_OPEN);
            }
            return windowHold(candidate);
        }

        private Optional<Hold> windowHold(Candidate candidate) {
            Interval window = candidate.vm().hours().nextAfter(now.at());
            if (!window.contains(now.at())) {
                return holdUntil(HoldReason.OUTSIDE_WINDOW, window.start());
            }
            Instant next = candidate.vm().hours().nextAfter(window.end()).start();
            if (candidate.lastOrderedAt().filter(window::contains).isPresent()) {
                return holdUntil(HoldReason.RETRY_NEXT_WINDOW, next);
            }
            if (Duration.between(now.at(), window.end()).compareTo(policy.installBudget()) < 0) {
                return holdUntil(HoldReason.WINDOW_TOO_SHORT, next);
            }
            return Optional.empty();
        }

        private boolean isHeldByPeer(FleetVm vm) {
            // The unhealthy VM itself may be tried again: its peers stay up meanwhile.
            return vm.placement()
                    .availabilitySet()
                    .map(now.unhealthySets()::get)
                    .filter(Objects::nonNull)
                    .filter(culprits -> !culprits.contains(vm.id().value()))
                    .isPresent();
        }

        private boolean isOpen(Candidate candidate) {
            Assignment slot = candidate.slot();
            return candidate.attempts() == 0
                    && lanes.get(key(slot.phase(), slot.region())).isOpen(slot.step(), slot.batch());
        }

        private static Optional<Hold> hold(HoldReason reason) {
            return Optional.of(new Hold(reason, Optional.empty()));
        }

        private Optional<Hold> holdUntil(HoldReason reason, Instant until) {
            wake(until);
            return Optional.of(new Hold(reason, Optional.of(until)));
        }

        private void wake(Instant at) {
            if (wakeAt.isEmpty() || at.isBefore(wakeAt.get())) {
                wakeAt = Optional.of(at);
            }
        }

        private static String key(int phase, String region) {
            return phase + "/" + region;
        }
    }
}
