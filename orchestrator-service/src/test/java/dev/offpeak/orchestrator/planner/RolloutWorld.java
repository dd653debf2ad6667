package dev.offpeak.orchestrator.planner;

import static dev.offpeak.orchestrator.planner.TestFleet.CATALOG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.orchestrator.domain.Baseline;
import dev.offpeak.orchestrator.domain.FleetVm;
import dev.offpeak.orchestrator.domain.GateCounts;
import dev.offpeak.orchestrator.domain.PhaseState;
import dev.offpeak.orchestrator.domain.Placement;
import dev.offpeak.orchestrator.domain.Policy;
import dev.offpeak.orchestrator.domain.RolloutState;
import dev.offpeak.orchestrator.domain.SubscriptionRegion;
import dev.offpeak.orchestrator.domain.VmId;
import dev.offpeak.orchestrator.domain.VmProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * One rollout in virtual time: the real planner and decider, a store in memory, VMs that take an hour or so, fail or are switched
 * off as a seed says. After every event the safety rules are checked against what is in flight, with their own arithmetic.
 */
final class RolloutWorld {
    private static final int MOST_EVENTS = 200_000;

    private final Random random;
    private final Policy policy;
    private final double failureRate;
    private final Instant deadline;
    private final SortedMap<VmId, Entry> entries = new TreeMap<>();
    private final Map<SubscriptionRegion, Integer> outsideSets = new HashMap<>();
    private final List<Phase> phases = new ArrayList<>();
    private final SortedMap<Instant, List<VmId>> ends = new TreeMap<>();
    private final List<String> history = new ArrayList<>();
    private final Set<VmId> tried = new HashSet<>();
    private final long seed;
    private Background background = Background.NONE;
    private RolloutState state = RolloutState.PLANNED;
    private Instant now;

    RolloutWorld(TestFleet fleet, Policy policy, long seed, Instant start, double failureRate, double offRate) {
        this.random = new Random(seed);
        this.policy = policy;
        this.failureRate = failureRate;
        this.seed = seed;
        this.now = start;
        this.deadline = start.plus(policy.deadline());
        RolloutPlan plan = RolloutPlanner.plan(fleet.snapshot(), CATALOG, policy, seed, start, deadline);
        assertThat(PlanCertificate.of(plan, fleet.snapshot(), CATALOG, policy).violations())
                .isEmpty();
        Map<VmId, FleetVm> vms = new HashMap<>();
        for (FleetVm vm : fleet.vms()) {
            vms.put(vm.id(), vm);
            if (vm.placement().availabilitySet().isEmpty()) {
                outsideSets.merge(vm.placement().subscriptionRegion(), 1, Integer::sum);
            }
        }
        for (Assignment slot : plan.assignments()) {
            Instant onAgain = random.nextDouble() < offRate ? start.plus(Duration.ofDays(random.nextInt(25))) : start;
            entries.put(slot.vm(), new Entry(vms.get(slot.vm()), slot, onAgain));
        }
        plan.phases().forEach(phase -> phases.add(new Phase(phase)));
    }

    RolloutState state() {
        return state;
    }

    List<String> history() {
        return history;
    }

    int tried() {
        return tried.size();
    }

    List<VmId> unfinished() {
        return entries.values().stream()
                .filter(entry -> entry.progress != VmProgress.SUCCEEDED)
                .map(entry -> entry.vm.id())
                .toList();
    }

    void runToTheEnd() {
        for (int event = 0; event < MOST_EVENTS; event++) {
            DispatchSnapshot whole = snapshot();
            DispatchDecision decision = DispatchDecider.decide(whole);
            checkThatTheOthersDecideNothing(whole, decision);
            decision.advances().forEach(this::apply);
            decision.start().forEach(this::order);
            background = new Background(Baseline.NONE, Map.of(), decision.waiters(), List.of());
            check();
            if (state.isTerminal() || state == RolloutState.HALTED) {
                return;
            }
            if (decision.advances().isEmpty()) {
                sleepUntil(decision.wakeAt());
            }
        }
        throw new AssertionError("seed " + seed + ": no end in sight at " + now + "; unfinished " + unfinished());
    }

    /** To the next thing that happens: an end, a VM switched on, or what the decision asked for. */
    private void sleepUntil(Optional<Instant> wakeAt) {
        Instant next = wakeAt.orElse(Instant.MAX);
        if (!ends.isEmpty() && ends.firstKey().isBefore(next)) {
            next = ends.firstKey();
        }
        for (Entry entry : entries.values()) {
            if (entry.onAgain.isAfter(now) && entry.onAgain.isBefore(next)) {
                next = entry.onAgain;
            }
        }
        assertThat(next)
                .as("seed %d: L3: waiting work has a wakeAt", seed)
                .isAfter(now)
                .isNotEqualTo(Instant.MAX);
        now = next;
        while (!ends.isEmpty() && !ends.firstKey().isAfter(now)) {
            for (VmId id : ends.remove(ends.firstKey())) {
                Entry entry = entries.get(id);
                boolean failed = random.nextDouble() < failureRate;
                entry.progress = failed ? VmProgress.FAILED : VmProgress.SUCCEEDED;
                history.add(now + " " + id + " " + entry.progress);
            }
        }
    }

    private void order(DispatchDecision.Order order) {
        Entry entry = entries.get(order.vm());
        Instant noLater = order.notAfter();
        assertThat(entry.vm.hours().openAt(now))
                .as("seed %d: S11: the window is open", seed)
                .hasValueSatisfying(window -> assertThat(noLater).isBeforeOrEqualTo(window.end()));
        assertThat(Duration.between(now, noLater)).isBetween(policy.installBudget(), Policy.MAX_RUN_LENGTH);
        assertThat(entry.progress.wantsOrder()).isTrue();
        entry.progress = VmProgress.IN_FLIGHT;
        entry.attempts++;
        entry.lastOrderedAt = Optional.of(now);
        tried.add(order.vm());
        Duration length = policy.installBudget().dividedBy(2).plusMinutes(random.nextInt(40));
        ends.computeIfAbsent(now.plus(length).plus(policy.verification()), at -> new ArrayList<>())
                .add(order.vm());
        history.add(now + " " + order);
    }

    private void apply(Advance advance) {
        history.add(now + " " + advance);
        if (advance instanceof Advance.StartPhase started) {
            Phase phase = phases.get(started.phase() - 1);
            phase.state = PhaseState.IN_PROGRESS;
            phase.startedAt = Optional.of(now);
            phase.lanes.values().forEach(lane -> lane.open(1, 1));
            state = RolloutState.IN_PROGRESS;
        } else if (advance instanceof Advance.OpenBatch open) {
            phases.get(open.phase() - 1).lanes.get(open.region()).open(open.step(), open.batch());
        } else if (advance instanceof Advance.CompleteLane done) {
            phases.get(done.phase() - 1).lanes.get(done.region()).state = PhaseState.COMPLETED;
        } else if (advance instanceof Advance.CompletePhase done) {
            phases.get(done.phase() - 1).state = PhaseState.COMPLETED;
        } else if (advance instanceof Advance.CompleteRollout over) {
            state = over.everythingSucceeded() ? RolloutState.COMPLETED : RolloutState.COMPLETED_WITH_WARNINGS;
        } else {
            state = RolloutState.HALTED;
        }
    }

    private DispatchSnapshot snapshot() {
        List<PhaseView> views = phases.stream().map(this::view).toList();
        List<Candidate> candidates = entries.values().stream()
                .filter(entry -> entry.progress.wantsOrder())
                .map(entry ->
                        new Candidate(facts(entry), entry.slot, entry.progress, entry.attempts, entry.lastOrderedAt))
                .toList();
        List<InFlight> inFlight = flying().stream()
                .map(entry -> new InFlight(entry.vm.id(), entry.vm.placement()))
                .toList();
        return new DispatchSnapshot(
                now, state, deadline, policy, views, candidates, inFlight, Map.of(), outsideSets, CATALOG, background);
    }

    private PhaseView view(Phase phase) {
        List<LaneView> lanes = phase.lanes.values().stream()
                .map(lane -> new LaneView(
                        lane.plan.region(),
                        lane.state,
                        lane.plan.steps(),
                        lane.step,
                        lane.batch,
                        count(slot -> slot.region().equals(lane.plan.region())
                                && slot.step() == lane.step
                                && slot.batch() == lane.batch),
                        count(slot -> slot.region().equals(lane.plan.region()))))
                .toList();
        return new PhaseView(
                phase.plan.number(),
                phase.state,
                phase.startedAt,
                count(slot -> slot.phase() == phase.plan.number()),
                lanes);
    }

    private GateCounts count(Predicate<Assignment> where) {
        GateCounts counts = GateCounts.NONE;
        for (Entry entry : entries.values()) {
            if (where.test(entry.slot)) {
                boolean eligible = facts(entry).ineligible().isEmpty();
                counts = counts.plus(new GateCounts(
                        1,
                        entry.progress == VmProgress.WAITING && !eligible ? 1 : 0,
                        entry.progress == VmProgress.WAITING && eligible ? 1 : 0,
                        entry.progress == VmProgress.IN_FLIGHT ? 1 : 0,
                        entry.progress == VmProgress.SUCCEEDED ? 1 : 0,
                        0,
                        entry.progress == VmProgress.FAILED ? 1 : 0));
            }
        }
        return counts;
    }

    private FleetVm facts(Entry entry) {
        FleetVm vm = entry.vm;
        return new FleetVm(
                vm.id(),
                vm.placement(),
                vm.setSize(),
                vm.hours(),
                vm.patchMode(),
                true,
                true,
                !entry.onAgain.isAfter(now),
                true,
                vm.ring());
    }

    private List<Entry> flying() {
        return entries.values().stream()
                .filter(entry -> entry.progress == VmProgress.IN_FLIGHT)
                .toList();
    }

    /** Who decides leaves out the VMs whose turn is still to come, and decides the same. */
    private void checkThatTheOthersDecideNothing(DispatchSnapshot whole, DispatchDecision decision) {
        List<Candidate> inTurn = whole.candidates().stream()
                .filter(candidate -> whole.phases().get(candidate.slot().phase() - 1).lanes().stream()
                        .anyMatch(lane -> lane.region().equals(candidate.slot().region())
                                && lane.hasReached(
                                        candidate.slot().step(),
                                        candidate.slot().batch())))
                .toList();
        DispatchDecision same = DispatchDecider.decide(new DispatchSnapshot(
                now,
                state,
                deadline,
                policy,
                whole.phases(),
                inTurn,
                whole.inFlight(),
                Map.of(),
                outsideSets,
                CATALOG,
                background));
        assertThat(List.of(same.start(), same.advances(), same.waiters(), same.wakeAt()))
                .as("seed %d at %s: without those whose turn is to come", seed, now)
                .isEqualTo(List.of(decision.start(), decision.advances(), decision.waiters(), decision.wakeAt()));
    }

    private void check() {
        Map<String, Set<String>> zones = new HashMap<>();
        Map<String, Set<Integer>> domains = new HashMap<>();
        Map<String, Integer> ofSet = new HashMap<>();
        Map<String, Integer> sizes = new HashMap<>();
        Map<SubscriptionRegion, Integer> alone = new HashMap<>();
        for (Entry entry : flying()) {
            Placement at = entry.vm.placement();
            zones.computeIfAbsent(at.region(), region -> new HashSet<>()).add(at.zone());
            at.availabilitySet().ifPresent(set -> {
                domains.computeIfAbsent(set, name -> new HashSet<>())
                        .add(at.updateDomain().orElseThrow());
                ofSet.merge(set, 1, Integer::sum);
                sizes.put(set, entry.vm.setSize());
            });
            if (at.availabilitySet().isEmpty()) {
                alone.merge(at.subscriptionRegion(), 1, Integer::sum);
            }
        }
        zones.forEach((region, busy) -> {
            assertThat(busy).as("seed %d: S1 in %s", seed, region).hasSize(1);
            assertThat(CATALOG.pairsOf(region))
                    .as("seed %d: S2 with %s", seed, region)
                    .doesNotContainAnyElementsOf(zones.keySet());
        });
        domains.forEach((set, busy) ->
                assertThat(busy).as("seed %d: S3 in %s", seed, set).hasSize(1));
        ofSet.forEach((set, n) -> assertThat(n)
                .as("seed %d: S4 in %s", seed, set)
                .isLessThanOrEqualTo(sizes.get(set) < 10 ? 1 : sizes.get(set) / 5));
        alone.forEach((scope, n) -> assertThat(n)
                .as("seed %d: O5 in %s", seed, scope)
                .isLessThanOrEqualTo(Math.max(1, outsideSets.get(scope) / 5)));
    }

    private static final class Entry {
        private final FleetVm vm;
        private final Assignment slot;
        private final Instant onAgain;
        private VmProgress progress = VmProgress.WAITING;
        private int attempts;
        private Optional<Instant> lastOrderedAt = Optional.empty();

        private Entry(FleetVm vm, Assignment slot, Instant onAgain) {
            this.vm = vm;
            this.slot = slot;
            this.onAgain = onAgain;
        }
    }

    private static final class Phase {
        private final PhasePlan plan;
        private final SortedMap<String, Lane> lanes = new TreeMap<>();
        private PhaseState state = PhaseState.WAITING;
        private Optional<Instant> startedAt = Optional.empty();

        private Phase(PhasePlan plan) {
            this.plan = plan;
            plan.lanes().forEach(lane -> lanes.put(lane.region(), new Lane(lane)));
        }
    }

    private static final class Lane {
        private final LanePlan plan;
        private PhaseState state = PhaseState.WAITING;
        private int step;
        private int batch;

        private Lane(LanePlan plan) {
            this.plan = plan;
        }

        private void open(int openStep, int openBatch) {
            state = PhaseState.IN_PROGRESS;
            step = openStep;
            batch = openBatch;
        }
    }
}
