package dev.offpeak.simulation.memory;

import dev.offpeak.contracts.HealthVerdict;
import dev.offpeak.contracts.PatchOperationStatus;
import dev.offpeak.contracts.PowerState;
import dev.offpeak.contracts.RebootStatus;
import dev.offpeak.contracts.WireError;
import dev.offpeak.contracts.message.InstallationEnded;
import dev.offpeak.contracts.message.InstallationProgressed;
import dev.offpeak.contracts.message.VmHealthObserved;
import dev.offpeak.messaging.Transaction;
import dev.offpeak.orchestrator.domain.InstallationState;
import dev.offpeak.orchestrator.domain.VmProgress;
import dev.offpeak.orchestrator.store.Installation;
import dev.offpeak.orchestrator.store.Installations;
import dev.offpeak.orchestrator.store.NewOrder;
import dev.offpeak.orchestrator.store.PatchCounts;
import dev.offpeak.orchestrator.store.Rollout;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Orders and what became of them, in memory. */
class MemoryInstallations implements Installations {
    private final MemoryDatabase database;

    MemoryInstallations(MemoryDatabase database) {
        this.database = database;
    }

    /** An order that was just given. */
    static InstallationRow ordered(
            Rollout rollout, String region, NewOrder order, long number, int attempt, Instant now) {
        return new InstallationRow(
                new Installation(
                        order.activityId(),
                        order.vmId(),
                        Optional.of(rollout.id()),
                        region,
                        attempt,
                        now,
                        order.notAfter(),
                        Optional.empty(),
                        Optional.empty(),
                        RebootStatus.UNKNOWN,
                        false,
                        0,
                        0,
                        0,
                        0,
                        0,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        InstallationState.ORDERED),
                number,
                rollout.fenceEpoch(),
                order.sharedWith(),
                order.vm().hours(),
                0,
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                0);
    }

    @Override
    public Uni<Optional<Installation>> progressed(Transaction transaction, InstallationProgressed progressed) {
        PatchCounts counts = PatchCounts.of(progressed.results());
        return answer(open(progressed.activityId())
                .filter(row -> row.sequence() < progressed.sequence()
                        && row.installation().endStatus().isEmpty())
                .map(row -> put(
                        transaction,
                        row.reported(
                                reported(
                                        row.installation(),
                                        Optional.of(progressed.startedAt()),
                                        Optional.empty(),
                                        progressed.rebootStatus(),
                                        false,
                                        counts,
                                        row.installation().error(),
                                        InstallationState.IN_PROGRESS),
                                progressed.sequence(),
                                counts.patches(),
                                row.failedPatches()))));
    }

    @Override
    public Uni<Optional<Installation>> ended(Transaction transaction, InstallationEnded ended) {
        PatchCounts counts = PatchCounts.of(ended.results());
        return answer(open(ended.activityId())
                .filter(row -> row.installation().endStatus().isEmpty())
                .map(row -> put(
                        transaction,
                        row.reported(
                                reported(
                                        row.installation(),
                                        ended.startedAt(),
                                        Optional.of(ended.status()),
                                        ended.rebootStatus(),
                                        ended.maintenanceWindowExceeded(),
                                        counts,
                                        ended.error(),
                                        InstallationState.VERIFYING),
                                Math.max(row.sequence(), ended.sequence()),
                                counts.patches(),
                                counts.failedPatches()))));
    }

    private static Installation reported(
            Installation is,
            Optional<Instant> startedAt,
            Optional<PatchOperationStatus> end,
            RebootStatus reboot,
            boolean windowExceeded,
            PatchCounts counts,
            Optional<WireError> error,
            InstallationState state) {
        return new Installation(
                is.activityId(),
                is.vmId(),
                is.rolloutId(),
                is.region(),
                is.attempt(),
                is.issuedAt(),
                is.notAfter(),
                is.startedAt().or(() -> startedAt),
                end,
                reboot,
                windowExceeded,
                counts.notSelected(),
                counts.excluded(),
                counts.pending(),
                counts.installed(),
                counts.failed(),
                error,
                is.verdict(),
                is.verdictAt(),
                is.verdictWhy(),
                state);
    }

    @Override
    public Uni<Optional<Installation>> observed(Transaction transaction, VmHealthObserved observed) {
        return answer(open(observed.activityId())
                .filter(row -> row.installation().verdict().isEmpty())
                .map(row -> {
                    Installation is = row.installation();
                    return put(
                            transaction,
                            row.now(new Installation(
                                    is.activityId(),
                                    is.vmId(),
                                    is.rolloutId(),
                                    is.region(),
                                    is.attempt(),
                                    is.issuedAt(),
                                    is.notAfter(),
                                    is.startedAt(),
                                    is.endStatus(),
                                    is.rebootStatus(),
                                    is.windowExceeded(),
                                    is.notSelected(),
                                    is.excluded(),
                                    is.pending(),
                                    is.installed(),
                                    is.failed(),
                                    is.error(),
                                    Optional.of(observed.verdict()),
                                    Optional.of(observed.observedAt()),
                                    Optional.of(observed.why()),
                                    is.state())));
                }));
    }

    @Override
    public Uni<Void> countLate(Transaction transaction, String activityId) {
        database.installations
                .find(activityId)
                .filter(row -> row.concludedAt().isPresent())
                .ifPresent(row -> put(transaction, row.late()));
        return Uni.createFrom().voidItem();
    }

    @Override
    public Uni<Optional<Installation>> lockOpen(Transaction transaction, String activityId) {
        return answer(open(activityId).map(InstallationRow::installation));
    }

    @Override
    public Uni<Void> conclude(
            Transaction transaction,
            Installation installation,
            InstallationState state,
            Optional<WireError> error,
            Instant now) {
        open(installation.activityId()).ifPresent(row -> {
            Installation is = row.installation();
            put(
                    transaction,
                    row.concluded(
                            new Installation(
                                    is.activityId(),
                                    is.vmId(),
                                    is.rolloutId(),
                                    is.region(),
                                    is.attempt(),
                                    is.issuedAt(),
                                    is.notAfter(),
                                    is.startedAt(),
                                    is.endStatus(),
                                    is.rebootStatus(),
                                    is.windowExceeded(),
                                    is.notSelected(),
                                    is.excluded(),
                                    is.pending(),
                                    is.installed(),
                                    is.failed(),
                                    error,
                                    is.verdict(),
                                    is.verdictAt(),
                                    is.verdictWhy(),
                                    state),
                            now));
        });
        database.inFlight
                .find(installation.vmId())
                .filter(flight -> flight.activityId().equals(installation.activityId()))
                .ifPresent(flight -> database.inFlight.remove(MemoryTransaction.of(transaction), flight.vmId()));
        installation.rolloutId().ifPresent(rollout -> database.assignments
                .find(AssignmentRow.key(rollout, installation.vmId()))
                .filter(row -> row.state() == VmProgress.IN_FLIGHT
                        && row.lastActivity().equals(Optional.of(installation.activityId())))
                .map(row -> moveOn(row, state.progress(), error))
                .ifPresent(row -> database.assignments.put(MemoryTransaction.of(transaction), row.key(), row)));
        return Uni.createFrom().voidItem();
    }

    private AssignmentRow moveOn(AssignmentRow row, VmProgress progress, Optional<WireError> error) {
        Optional<String> said = error.map(fault -> fault.code() + ": " + fault.message());
        if (progress != VmProgress.WAITING) {
            return row.ended(progress, said);
        }
        Optional<Instant> orderedBefore = database.installations.all().stream()
                .map(InstallationRow::installation)
                .filter(one -> one.vmId().equals(row.slot().vm().value())
                        && one.rolloutId().equals(Optional.of(row.rolloutId()))
                        && one.state() != InstallationState.REFUSED
                        && one.state() != InstallationState.CANCELED)
                .map(Installation::issuedAt)
                .max(Comparator.naturalOrder());
        return row.refused(orderedBefore, said, database.realNow());
    }

    @Override
    public Uni<Void> holdSet(Transaction transaction, String vmId, Instant since, String why) {
        boolean seenHealthySince = database.healths
                .find(vmId)
                .filter(health -> health.health() == HealthVerdict.HEALTHY
                        && health.observedAt().isAfter(since))
                .isPresent();
        database.vms
                .find(vmId)
                .filter(vm -> !vm.deleted() && !seenHealthySince)
                .flatMap(VmRow::snapshot)
                .flatMap(vm -> vm.availabilitySetId())
                .ifPresent(set -> database.setHolds.put(
                        MemoryTransaction.of(transaction),
                        set + "/" + vmId,
                        new HoldRow(set, vmId, since, database.realNow(), why)));
        return Uni.createFrom().voidItem();
    }

    @Override
    public Uni<List<String>> overdue(Transaction transaction, Instant now, Duration margin) {
        List<String> overdue = new ArrayList<>();
        for (FlightRow flight : database.inFlight.all()) {
            InstallationRow row =
                    database.installations.find(flight.activityId()).orElseThrow();
            if (row.realOverdue().isEmpty() && !flight.endBy().isAfter(now)) {
                put(transaction, row.overdue(database.realNow()));
            } else if (row.realOverdue()
                    .filter(at -> at.isBefore(database.realNow().minus(margin)))
                    .isPresent()) {
                overdue.add(flight.activityId());
            }
        }
        overdue.sort(Comparator.naturalOrder());
        return Uni.createFrom().item(overdue);
    }

    @Override
    public Uni<List<Long>> changeNumbers(Transaction transaction, int count) {
        List<Long> numbers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            numbers.add(database.nextChange());
        }
        return Uni.createFrom().item(numbers);
    }

    @Override
    public Uni<WireError> silence(Transaction transaction, String vmId) {
        Optional<VmRow> vm = database.vms.find(vmId);
        if (vm.isEmpty() || vm.get().deleted()) {
            return Uni.createFrom().item(new WireError("VmDeleted", "The VM was deleted during the installation."));
        }
        boolean running = vm.get().snapshot().orElseThrow().powerState() == PowerState.RUNNING;
        return Uni.createFrom()
                .item(
                        running
                                ? new WireError("AgentSilent", "The VM's agent did not report in time.")
                                : new WireError("PoweredOff", "The VM was powered off during the installation."));
    }

    private Optional<InstallationRow> open(String activityId) {
        return database.installations.find(activityId).filter(row -> row.concludedAt()
                .isEmpty());
    }

    private Installation put(Transaction transaction, InstallationRow row) {
        database.installations.put(
                MemoryTransaction.of(transaction), row.installation().activityId(), row);
        return row.installation();
    }

    private static Uni<Optional<Installation>> answer(Optional<Installation> installation) {
        return Uni.createFrom().item(installation);
    }
}
