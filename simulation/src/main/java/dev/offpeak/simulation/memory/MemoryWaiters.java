package dev.offpeak.simulation.memory;

import dev.offpeak.messaging.Transaction;
import dev.offpeak.orchestrator.domain.FleetVm;
import dev.offpeak.orchestrator.domain.RolloutState;
import dev.offpeak.orchestrator.domain.VmId;
import dev.offpeak.orchestrator.planner.Waiter;
import dev.offpeak.orchestrator.store.Rollout;
import dev.offpeak.orchestrator.store.Waiters;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who waits for an interlock, in memory. */
class MemoryWaiters implements Waiters {
    private final MemoryDatabase database;

    MemoryWaiters(MemoryDatabase database) {
        this.database = database;
    }

    @Override
    public Uni<List<Waiter>> ofOthers(Transaction transaction, String rolloutId, Instant now) {
        List<Waiter> waiters = new ArrayList<>();
        for (Rollout rollout : database.rollouts.all()) {
            boolean counts = !rollout.id().equals(rolloutId)
                    && rollout.state() == RolloutState.IN_PROGRESS
                    && rollout.deadline().isAfter(now)
                    && rollout.deadline().isBefore(Waiter.lastWindowsBefore(now));
            if (counts) {
                database.assignmentsOf(rollout.id()).values().stream()
                        .filter(row ->
                                row.waitingSince().isPresent() && row.state().wantsOrder())
                        .forEach(row -> database.vms
                                .find(row.slot().vm().value())
                                .filter(vm -> !vm.deleted())
                                .map(database::fleetVm)
                                .ifPresent(vm -> waiters.add(waiter(vm, rollout, row))));
            }
        }
        waiters.sort(Comparator.comparing(Waiter::vm));
        return Uni.createFrom().item(waiters);
    }

    private static Waiter waiter(FleetVm vm, Rollout rollout, AssignmentRow row) {
        return new Waiter(
                vm.id(),
                vm.placement(),
                vm.hours(),
                rollout.deadline(),
                row.waitingSince().orElseThrow());
    }

    @Override
    public Uni<Void> update(
            Transaction transaction, String rolloutId, Map<VmId, Instant> since, Collection<VmId> over) {
        for (VmId vm : over) {
            row(rolloutId, vm)
                    .map(row -> row.waitingSince(Optional.empty()))
                    .ifPresent(row -> database.assignments.put(MemoryTransaction.of(transaction), row.key(), row));
        }
        since.forEach((vm, at) -> row(rolloutId, vm)
                .filter(row -> row.state().wantsOrder() && row.waitingSince().isEmpty())
                .map(row -> row.waitingSince(Optional.of(at)))
                .ifPresent(row -> database.assignments.put(MemoryTransaction.of(transaction), row.key(), row)));
        return Uni.createFrom().voidItem();
    }

    private Optional<AssignmentRow> row(String rolloutId, VmId vm) {
        return database.assignments.find(AssignmentRow.key(rolloutId, vm.value()));
    }
}
