package dev.offpeak.simulation.memory;

import dev.offpeak.contracts.message.VmSnapshot;
import dev.offpeak.messaging.Transaction;
import dev.offpeak.orchestrator.domain.HoldReason;
import dev.offpeak.orchestrator.domain.PhaseState;
import dev.offpeak.orchestrator.domain.Placement;
import dev.offpeak.orchestrator.domain.SubscriptionRegion;
import dev.offpeak.orchestrator.domain.VmId;
import dev.offpeak.orchestrator.domain.VmProgress;
import dev.offpeak.orchestrator.planner.Assignment;
import dev.offpeak.orchestrator.planner.Candidate;
import dev.offpeak.orchestrator.planner.InFlight;
import dev.offpeak.orchestrator.planner.LaneView;
import dev.offpeak.orchestrator.store.Dispatches;
import dev.offpeak.orchestrator.store.NewHold;
import dev.offpeak.orchestrator.store.NewOrder;
import dev.offpeak.orchestrator.store.PlanRows;
import dev.offpeak.orchestrator.store.Rollout;
import dev.offpeak.orchestrator.store.Slot;
import dev.offpeak.orchestrator.store.Tally;
import dev.offpeak.orchestrator.store.Waiting;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a decision looks at, and what it writes, in memory. */
class MemoryDispatches implements Dispatches {
    private static final int LONGEST_BACK_OFF_SECONDS = 60;

    private final MemoryDatabase database;
    private final MemoryInterlocks interlocks;

    MemoryDispatches(MemoryDatabase database, MemoryInterlocks interlocks) {
        this.database = database;
        this.interlocks = interlocks;
    }

    @Override
    public Uni<List<Tally>> tallies(Transaction transaction, String rolloutId) {
        record Batch(int phase, String region, int step, int batch, VmProgress state) {}
        Map<Batch, Integer> counts = new LinkedHashMap<>();
        Map<Batch, Integer> notEligible = new HashMap<>();
        for (AssignmentRow row : database.assignmentsOf(rolloutId).values()) {
            if (row.state() == VmProgress.IN_FLIGHT || !vm(row).deleted()) {
                Batch batch = new Batch(
                        row.slot().phase(),
                        row.slot().region(),
                        row.slot().step(),
                        row.slot().batch(),
                        row.state());
                counts.merge(batch, 1, Integer::sum);
                boolean aside = row.state() == VmProgress.WAITING
                        && row.hold()
                                .filter(hold -> hold.reason().holdsNobodyUp())
                                .isPresent();
                notEligible.merge(batch, aside ? 1 : 0, Integer::sum);
            }
        }
        List<Tally> tallies = new ArrayList<>();
        counts.forEach((batch, vms) -> tallies.add(new Tally(
                batch.phase(),
                batch.region(),
                batch.step(),
                batch.batch(),
                batch.state(),
                vms,
                notEligible.get(batch))));
        return Uni.createFrom().item(tallies);
    }

    @Override
    public Uni<List<Waiting>> waiting(Transaction transaction, String rolloutId) {
        Set<Integer> started = new HashSet<>();
        database.plans.find(rolloutId).map(PlanRows::phases).orElse(List.of()).stream()
                .filter(phase -> phase.state() != PhaseState.WAITING)
                .forEach(phase -> started.add(phase.number()));
        List<Waiting> waiting = new ArrayList<>();
        for (AssignmentRow row : database.assignmentsOf(rolloutId).values()) {
            if (row.state().wantsOrder() && started.contains(row.slot().phase()) && !vm(row).deleted()) {
                waiting.add(waiting(row));
            }
        }
        return Uni.createFrom().item(waiting);
    }

    @Override
    public Uni<List<Waiting>> waitingInTurn(Transaction transaction, String rolloutId) {
        PlanRows plan = database.plans.find(rolloutId).orElse(new PlanRows(List.of()));
        return waiting(transaction, rolloutId).map(all -> all.stream()
                .filter(one -> hasTurn(plan, one.candidate().slot()))
                .toList());
    }

    private static boolean hasTurn(PlanRows plan, Assignment slot) {
        return plan.phases().stream()
                .filter(phase -> phase.number() == slot.phase())
                .flatMap(phase -> phase.lanes().stream())
                .filter(lane -> lane.region().equals(slot.region()))
                .anyMatch(lane ->
                        LaneView.hasReached(lane.state(), lane.step(), lane.batch(), slot.step(), slot.batch()));
    }

    private Waiting waiting(AssignmentRow row) {
        boolean backingOff = row.realRefusedAt()
                .filter(at -> at.plus(backOff(row.refusals())).isAfter(database.realNow()))
                .isPresent();
        return new Waiting(
                new Candidate(database.fleetVm(vm(row)), row.slot(), row.state(), row.attempts(), row.lastOrderedAt()),
                row.hold().map(hold -> hold.reason().toString()),
                row.hold().flatMap(NewHold::until),
                row.waitingSince(),
                backingOff);
    }

    private static Duration backOff(int refusals) {
        return Duration.ofSeconds(Math.min(LONGEST_BACK_OFF_SECONDS, 1L << Math.min(refusals, 6)));
    }

    @Override
    public Uni<List<InFlight>> inFlight(Transaction transaction) {
        return Uni.createFrom()
                .item(database.inFlight.all().stream()
                        .map(flight -> new InFlight(new VmId(flight.vmId()), flight.placement()))
                        .toList());
    }

    @Override
    public Uni<Map<String, Set<String>>> heldSets(Transaction transaction) {
        Map<String, Set<String>> held = new HashMap<>();
        database.setHolds.all().forEach(hold -> held.computeIfAbsent(hold.set(), set -> new HashSet<>())
                .add(hold.vmId()));
        return Uni.createFrom().item(held);
    }

    @Override
    public Uni<Map<SubscriptionRegion, Integer>> outsideSets(Transaction transaction, Set<SubscriptionRegion> which) {
        Map<SubscriptionRegion, Integer> counts = new HashMap<>();
        for (VmRow vm : database.vms.all()) {
            vm.snapshot()
                    .filter(snapshot ->
                            !vm.deleted() && snapshot.availabilitySetId().isEmpty())
                    .ifPresent(snapshot -> counts.merge(
                            new SubscriptionRegion(snapshot.subscriptionId(), snapshot.region()), 1, Integer::sum));
        }
        counts.keySet().retainAll(which);
        return Uni.createFrom().item(counts);
    }

    @Override
    public Uni<List<Slot>> takeSlots(
            Transaction transaction, String rolloutId, String region, List<NewOrder> orders, Instant now) {
        List<Slot> slots = new ArrayList<>();
        for (NewOrder order : orders) {
            slots.add(takeSlot(MemoryTransaction.of(transaction), rolloutId, region, order, now));
        }
        return Uni.createFrom().item(slots);
    }

    private Slot takeSlot(MemoryTransaction transaction, String rolloutId, String region, NewOrder order, Instant now) {
        Optional<Placement> placement = database.assignments
                .find(AssignmentRow.key(rolloutId, order.vmId()))
                .filter(row -> row.state().wantsOrder())
                .flatMap(row -> database.vms.find(order.vmId()))
                .filter(vm -> !vm.deleted())
                .flatMap(VmRow::snapshot)
                .map(MemoryDatabase::placement)
                .filter(at -> at.region().equals(region));
        if (placement.isEmpty()) {
            return new Slot(
                    order.vmId(),
                    order.activityId(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of("VM " + order.vmId() + " is gone or wants no order any more"));
        }
        Optional<HoldReason> refused = interlocks.refusal(order.vmId(), placement.get(), order.cap());
        if (refused.isPresent()) {
            return new Slot(
                    order.vmId(), order.activityId(), Optional.empty(), refused, Optional.of(order.vmId() + " waits"));
        }
        database.inFlight.put(
                transaction,
                order.vmId(),
                new FlightRow(
                        order.vmId(),
                        order.activityId(),
                        rolloutId,
                        placement.get(),
                        now,
                        order.notAfter(),
                        order.endBy()));
        return new Slot(
                order.vmId(),
                order.activityId(),
                Optional.of(database.nextOrder()),
                Optional.empty(),
                Optional.empty());
    }

    @Override
    public Uni<List<NewOrder.Stored>> record(
            Transaction transaction,
            Rollout rollout,
            String region,
            List<NewOrder> orders,
            List<Slot> taken,
            Instant now) {
        MemoryTransaction open = MemoryTransaction.of(transaction);
        Map<String, NewOrder> byActivity = new HashMap<>();
        orders.forEach(order -> byActivity.put(order.activityId(), order));
        List<NewOrder.Stored> stored = new ArrayList<>();
        for (Slot slot : taken) {
            NewOrder order = byActivity.get(slot.activityId());
            AssignmentRow row = database.assignments
                    .find(AssignmentRow.key(rollout.id(), slot.vmId()))
                    .orElseThrow()
                    .ordered(slot.activityId(), now);
            database.assignments.put(open, row.key(), row);
            database.installations.put(
                    open,
                    slot.activityId(),
                    MemoryInstallations.ordered(
                            rollout, region, order, slot.order().orElseThrow(), row.attempts(), now));
            VmSnapshot vm =
                    database.vms.find(slot.vmId()).flatMap(VmRow::snapshot).orElseThrow();
            stored.add(new NewOrder.Stored(slot.activityId(), slot.order().orElseThrow(), vm.rebootSetting()));
        }
        return Uni.createFrom().item(stored);
    }

    @Override
    public Uni<Void> hold(Transaction transaction, String rolloutId, List<NewHold> holds, Instant now) {
        for (NewHold hold : holds) {
            database.assignments
                    .find(AssignmentRow.key(rolloutId, hold.vmId()))
                    .filter(row -> row.state().wantsOrder())
                    .map(row -> row.hold(hold))
                    .ifPresent(row -> database.assignments.put(MemoryTransaction.of(transaction), row.key(), row));
        }
        return Uni.createFrom().voidItem();
    }

    @Override
    public Uni<Void> tryFailedAnew(Transaction transaction, String rolloutId, Instant now) {
        for (AssignmentRow row : List.copyOf(database.assignmentsOf(rolloutId).values())) {
            if (row.state() == VmProgress.FAILED) {
                database.assignments.put(MemoryTransaction.of(transaction), row.key(), row.state(VmProgress.WAITING));
            }
        }
        return Uni.createFrom().voidItem();
    }

    private VmRow vm(AssignmentRow row) {
        return database.vms.find(row.slot().vm().value()).orElseThrow();
    }
}
