package dev.offpeak.simulation.memory;

import dev.offpeak.messaging.Transaction;
import dev.offpeak.orchestrator.domain.FleetVm;
import dev.offpeak.orchestrator.store.PlanRows;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;

/** Plans that are not as they were written. */
final class BreachedPlans extends MemoryPlans {
    private static final Duration LONG = Duration.ofDays(3);

    private final MemoryDatabase database;
    private final Breach breach;

    BreachedPlans(MemoryDatabase database, Breach breach) {
        super(database);
        this.database = database;
        this.breach = breach;
    }

    @Override
    public Uni<PlanRows> read(Transaction transaction, String rolloutId) {
        return super.read(transaction, rolloutId)
                .map(plan -> breach == Breach.BAKE_TIME_FORGOTTEN ? baked(plan) : plan);
    }

    private static PlanRows baked(PlanRows plan) {
        return new PlanRows(plan.phases().stream()
                .map(phase -> new PlanRows.Phase(
                        phase.number(),
                        phase.ring(),
                        phase.state(),
                        phase.startedAt().map(at -> at.minus(LONG)),
                        phase.endedAt(),
                        phase.word(),
                        phase.lanes()))
                .toList());
    }

    @Override
    public Uni<List<FleetVm>> newcomers(Transaction transaction, String rolloutId) {
        return breach == Breach.PATCH_MODE_IGNORED
                ? Uni.createFrom()
                        .item(database.vms.all().stream()
                                .filter(vm -> !vm.deleted()
                                        && !database.assignments.has(AssignmentRow.key(rolloutId, vm.vmId())))
                                .map(database::fleetVm)
                                .toList())
                : super.newcomers(transaction, rolloutId);
    }
}
