package dev.offpeak.simulation.memory;

import dev.offpeak.contracts.HealthVerdict;
import dev.offpeak.contracts.message.InstallationEnded;
import dev.offpeak.contracts.message.VmHealthObserved;
import dev.offpeak.messaging.Transaction;
import dev.offpeak.orchestrator.domain.InstallationState;
import dev.offpeak.orchestrator.store.Installation;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Orders that end otherwise than they may. */
final class BreachedInstallations extends MemoryInstallations {
    private static final Duration LEASE = Duration.ofMinutes(15);

    private final MemoryDatabase database;
    private final Breach breach;

    BreachedInstallations(MemoryDatabase database, Breach breach) {
        super(database);
        this.database = database;
        this.breach = breach;
    }

    @Override
    public Uni<Optional<Installation>> observed(Transaction transaction, VmHealthObserved observed) {
        return super.observed(
                transaction,
                breach == Breach.ILL_HEALTH_IS_SUCCESS
                        ? new VmHealthObserved(
                                observed.vmId(),
                                observed.activityId(),
                                HealthVerdict.HEALTHY,
                                observed.observedAt(),
                                observed.bootId(),
                                observed.why())
                        : observed);
    }

    @Override
    public Uni<Optional<Installation>> ended(Transaction transaction, InstallationEnded ended) {
        Optional<InstallationRow> row = database.installations.find(ended.activityId());
        if (breach == Breach.LATE_REPORT_CHANGES_THE_END
                && row.filter(is -> is.concludedAt().isPresent()
                                && is.installation().endStatus().isEmpty())
                        .isPresent()) {
            InstallationRow is = row.get();
            database.installations.put(
                    MemoryTransaction.of(transaction),
                    ended.activityId(),
                    new InstallationRow(
                            is.installation(),
                            is.order(),
                            is.fenceEpoch(),
                            is.sharedWith(),
                            is.hours(),
                            is.sequence(),
                            is.patches(),
                            is.failedPatches(),
                            Optional.empty(),
                            is.realOverdue(),
                            is.lateReports()));
        }
        return super.ended(transaction, ended)
                .call(moved -> breach == Breach.SLOT_FREED_BY_THE_REPORT_ALONE && moved.isPresent()
                        ? conclude(
                                transaction,
                                moved.get(),
                                InstallationState.SUCCEEDED,
                                Optional.empty(),
                                ended.endedAt())
                        : Uni.createFrom().voidItem());
    }

    @Override
    public Uni<List<String>> overdue(Transaction transaction, Instant now, Duration margin) {
        return breach == Breach.SLOT_FREED_BY_AN_EXPIRED_LEASE
                ? Uni.createFrom()
                        .item(database.inFlight.all().stream()
                                .filter(flight -> flight.orderedAt().plus(LEASE).isBefore(now))
                                .map(FlightRow::activityId)
                                .toList())
                : super.overdue(transaction, now, margin);
    }
}
