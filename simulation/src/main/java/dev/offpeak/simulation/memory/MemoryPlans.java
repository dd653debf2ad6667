package dev.offpeak.simulation.memory;

import dev.offpeak.contracts.PatchMode;
import dev.offpeak.contracts.message.VmSnapshot;
import dev.offpeak.messaging.Transaction;
import dev.offpeak.orchestrator.domain.Baseline;
import dev.offpeak.orchestrator.domain.ExternalWord;
import dev.offpeak.orchestrator.domain.FleetVm;
import dev.offpeak.orchestrator.domain.HoldReason;
import dev.offpeak.orchestrator.domain.PhaseState;
import dev.offpeak.orchestrator.domain.Ring;
import dev.offpeak.orchestrator.domain.VmProgress;
import dev.offpeak.orchestrator.planner.Advance;
import dev.offpeak.orchestrator.planner.Assignment;
import dev.offpeak.orchestrator.planner.FleetSnapshot;
import dev.offpeak.orchestrator.planner.RolloutPlan;
import dev.offpeak.orchestrator.planner.SlotFinder;
import dev.offpeak.orchestrator.planner.StepPlan;
import dev.offpeak.orchestrator.store.NewHold;
import dev.offpeak.orchestrator.store.PlanRows;
import dev.offpeak.orchestrator.store.Plans;
import dev.offpeak.orchestrator.store.Rollout;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Plans of rollouts in memory. */
class MemoryPlans implements Plans {
    private static final int NEWCOMERS_AT_ONCE = 1000;

    private final MemoryDatabase database;

    MemoryPlans(MemoryDatabase database) {
        this.database = database;
    }

    @Override
    public Uni<FleetSnapshot> fleet(Transaction transaction) {
        FleetSnapshot.Builder builder = new FleetSnapshot.Builder();
        database.vms.all().stream()
                .filter(vm -> !vm.deleted())
                .map(database::fleetVm)
                .forEach(builder::add);
        return Uni.createFrom().item(builder.build());
    }

    @Override
    public Uni<FleetSnapshot> fleet(Transaction transaction, String rolloutId) {
        return fleet(transaction);
    }

    @Override
    public Uni<List<FleetVm>> newcomers(Transaction transaction, String rolloutId) {
        List<FleetVm> newcomers = new ArrayList<>();
        for (VmRow vm : database.vms.all()) {
            if (newcomers.size() < NEWCOMERS_AT_ONCE
                    && !vm.deleted()
                    && vm.snapshot().orElseThrow().patchMode() == PatchMode.AUTOMATIC_BY_PLATFORM
                    && !database.assignments.has(AssignmentRow.key(rolloutId, vm.vmId()))) {
                newcomers.add(database.fleetVm(vm));
            }
        }
        return Uni.createFrom().item(newcomers);
    }

    @Override
    public Uni<Map<String, List<SlotFinder.Occupant>>> occupants(
            Transaction transaction, String rolloutId, Collection<String> regions) {
        Map<Integer, Ring> rings = new HashMap<>();
        plan(rolloutId).phases().forEach(phase -> rings.put(phase.number(), phase.ring()));
        Map<String, List<SlotFinder.Occupant>> occupants = new HashMap<>();
        for (AssignmentRow row : database.assignmentsOf(rolloutId).values()) {
            VmRow vm = database.vms.find(row.slot().vm().value()).orElseThrow();
            if (regions.contains(row.slot().region()) && !vm.deleted()) {
                VmSnapshot snapshot = vm.snapshot().orElseThrow();
                String key = rings.get(row.slot().phase()) + "/" + snapshot.region() + "/"
                        + MemoryDatabase.placement(snapshot).zone();
                occupants
                        .computeIfAbsent(key, unseen -> new ArrayList<>())
                        .add(new SlotFinder.Occupant(
                                MemoryDatabase.placement(snapshot), row.slot().batch()));
            }
        }
        return Uni.createFrom().item(occupants);
    }

    @Override
    public Uni<Void> write(
            Transaction transaction, String rolloutId, RolloutPlan plan, Baseline baseline, Instant now) {
        MemoryTransaction open = MemoryTransaction.of(transaction);
        Rollout rollout = database.rollouts.find(rolloutId).orElseThrow();
        database.rollouts.put(
                open, rolloutId, MemoryRollouts.planned(rollout, now, plan.forecast(), plan.spread(), baseline));
        database.plans.put(
                open,
                rolloutId,
                new PlanRows(plan.phases().stream()
                        .map(phase -> new PlanRows.Phase(
                                phase.number(),
                                phase.ring(),
                                PhaseState.WAITING,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                phase.lanes().stream()
                                        .map(lane -> new PlanRows.Lane(
                                                lane.region(), PhaseState.WAITING, 0, 0, lane.steps()))
                                        .sorted(Comparator.comparing(PlanRows.Lane::region))
                                        .toList()))
                        .toList()));
        return assign(transaction, rolloutId, plan.assignments(), now);
    }

    @Override
    public Uni<Void> assign(Transaction transaction, String rolloutId, List<Assignment> slots, Instant now) {
        for (Assignment slot : slots) {
            String vm = slot.vm().value();
            if (!database.assignments.has(AssignmentRow.key(rolloutId, vm))) {
                HoldReason reason = HoldReason.PHASE_NOT_OPEN;
                AssignmentRow row = new AssignmentRow(
                        rolloutId,
                        slot,
                        VmProgress.WAITING,
                        0,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        0,
                        Optional.empty(),
                        Optional.of(new NewHold(vm, reason, reason.sentence(), Optional.empty())),
                        Optional.empty());
                database.assignments.put(MemoryTransaction.of(transaction), row.key(), row);
            }
        }
        return Uni.createFrom().voidItem();
    }

    @Override
    public Uni<Void> extend(Transaction transaction, String rolloutId, Assignment slot, Ring ring) {
        Map<Integer, PlanRows.Phase> phases = new TreeMap<>();
        plan(rolloutId).phases().forEach(phase -> phases.put(phase.number(), phase));
        PlanRows.Phase phase = phases.computeIfAbsent(
                slot.phase(),
                number -> new PlanRows.Phase(
                        number,
                        ring,
                        PhaseState.WAITING,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of()));
        Map<String, PlanRows.Lane> lanes = new TreeMap<>();
        phase.lanes().forEach(lane -> lanes.put(lane.region(), lane));
        int begun = phase.state() == PhaseState.WAITING ? 0 : 1;
        PlanRows.Lane lane = lanes.computeIfAbsent(
                slot.region(), region -> new PlanRows.Lane(region, phase.state(), begun, begun, List.of()));
        Map<Integer, StepPlan> steps = new TreeMap<>();
        lane.steps().forEach(step -> steps.put(step.number(), step));
        steps.merge(
                slot.step(),
                new StepPlan(slot.step(), slot.zone(), slot.batch(), 0),
                (is, wanted) ->
                        new StepPlan(is.number(), is.zone(), Math.max(is.batches(), wanted.batches()), is.vms()));
        lanes.put(
                slot.region(),
                new PlanRows.Lane(lane.region(), lane.state(), lane.step(), lane.batch(), List.copyOf(steps.values())));
        phases.put(slot.phase(), withLanes(phase, List.copyOf(lanes.values())));
        database.plans.put(MemoryTransaction.of(transaction), rolloutId, new PlanRows(List.copyOf(phases.values())));
        return Uni.createFrom().voidItem();
    }

    @Override
    public Uni<PlanRows> read(Transaction transaction, String rolloutId) {
        Map<String, Integer> vms = new HashMap<>();
        database.assignmentsOf(rolloutId)
                .values()
                .forEach(row -> vms.merge(
                        row.slot().phase() + "/" + row.slot().region() + "/"
                                + row.slot().step(),
                        1,
                        Integer::sum));
        return Uni.createFrom()
                .item(new PlanRows(plan(rolloutId).phases().stream()
                        .map(phase -> withLanes(
                                phase,
                                phase.lanes().stream()
                                        .map(lane -> counted(phase, lane, vms))
                                        .toList()))
                        .toList()));
    }

    private static PlanRows.Lane counted(PlanRows.Phase phase, PlanRows.Lane lane, Map<String, Integer> vms) {
        return new PlanRows.Lane(
                lane.region(),
                lane.state(),
                lane.step(),
                lane.batch(),
                lane.steps().stream()
                        .map(step -> new StepPlan(
                                step.number(),
                                step.zone(),
                                step.batches(),
                                vms.getOrDefault(phase.number() + "/" + lane.region() + "/" + step.number(), 0)))
                        .toList());
    }

    @Override
    public Uni<Boolean> say(Transaction transaction, String rolloutId, int phase, ExternalWord word) {
        boolean waits = plan(rolloutId).phases().stream()
                .anyMatch(one -> one.number() == phase && one.state() == PhaseState.WAITING);
        if (waits) {
            change(
                    transaction,
                    rolloutId,
                    phase,
                    is -> new PlanRows.Phase(
                            is.number(),
                            is.ring(),
                            is.state(),
                            is.startedAt(),
                            is.endedAt(),
                            Optional.of(word),
                            is.lanes()));
            Rollout rollout = database.rollouts.find(rolloutId).orElseThrow();
            database.rollouts.put(MemoryTransaction.of(transaction), rolloutId, MemoryRollouts.moved(rollout));
        }
        return Uni.createFrom().item(waits);
    }

    @Override
    public Uni<Void> advance(Transaction transaction, String rolloutId, Advance advance, Instant now) {
        if (advance instanceof Advance.StartPhase start) {
            change(
                    transaction,
                    rolloutId,
                    start.phase(),
                    is -> is.state() == PhaseState.WAITING ? started(is, now) : is);
        } else if (advance instanceof Advance.OpenBatch open) {
            changeLane(
                    transaction,
                    rolloutId,
                    open.phase(),
                    open.region(),
                    is -> comesAfter(open, is)
                            ? new PlanRows.Lane(is.region(), is.state(), open.step(), open.batch(), is.steps())
                            : is);
        } else if (advance instanceof Advance.CompleteLane complete) {
            changeLane(
                    transaction,
                    rolloutId,
                    complete.phase(),
                    complete.region(),
                    is -> new PlanRows.Lane(is.region(), PhaseState.COMPLETED, is.step(), is.batch(), is.steps()));
        } else if (advance instanceof Advance.CompletePhase complete) {
            change(
                    transaction,
                    rolloutId,
                    complete.phase(),
                    is -> is.state() == PhaseState.IN_PROGRESS
                            ? new PlanRows.Phase(
                                    is.number(),
                                    is.ring(),
                                    PhaseState.COMPLETED,
                                    is.startedAt(),
                                    Optional.of(now),
                                    is.word(),
                                    is.lanes())
                            : is);
        }
        return Uni.createFrom().voidItem();
    }

    private static boolean comesAfter(Advance.OpenBatch open, PlanRows.Lane is) {
        return is.step() < open.step() || is.step() == open.step() && is.batch() < open.batch();
    }

    private static PlanRows.Phase started(PlanRows.Phase is, Instant now) {
        return new PlanRows.Phase(
                is.number(),
                is.ring(),
                PhaseState.IN_PROGRESS,
                Optional.of(now),
                is.endedAt(),
                is.word(),
                is.lanes().stream()
                        .map(lane -> new PlanRows.Lane(lane.region(), PhaseState.IN_PROGRESS, 1, 1, lane.steps()))
                        .toList());
    }

    private void changeLane(
            Transaction transaction, String rolloutId, int phase, String region, UnaryOperator<PlanRows.Lane> change) {
        change(
                transaction,
                rolloutId,
                phase,
                is -> withLanes(
                        is,
                        is.lanes().stream()
                                .map(lane -> lane.region().equals(region) && lane.state() == PhaseState.IN_PROGRESS
                                        ? change.apply(lane)
                                        : lane)
                                .toList()));
    }

    private void change(Transaction transaction, String rolloutId, int number, UnaryOperator<PlanRows.Phase> change) {
        PlanRows changed = new PlanRows(plan(rolloutId).phases().stream()
                .map(phase -> phase.number() == number ? change.apply(phase) : phase)
                .toList());
        database.plans.put(MemoryTransaction.of(transaction), rolloutId, changed);
    }

    private static PlanRows.Phase withLanes(PlanRows.Phase phase, List<PlanRows.Lane> lanes) {
        return new PlanRows.Phase(
                phase.number(), phase.ring(), phase.state(), phase.startedAt(), phase.endedAt(), phase.word(), lanes);
    }

    private PlanRows plan(String rolloutId) {
        return database.plans.find(rolloutId).orElseGet(() -> new PlanRows(List.of()));
    }
}
