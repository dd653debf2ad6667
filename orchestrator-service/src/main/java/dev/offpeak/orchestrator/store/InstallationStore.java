package dev.offpeak.orchestrator.store;

import static dev.offpeak.orchestrator.store.Columns.at;
import static dev.offpeak.orchestrator.store.Columns.row;
import static dev.offpeak.orchestrator.store.Columns.stream;
import static dev.offpeak.orchestrator.store.Columns.texts;

import dev.offpeak.contracts.WireError;
import dev.offpeak.contracts.message.InstallationEnded;
import dev.offpeak.contracts.message.InstallationProgressed;
import dev.offpeak.contracts.message.VmHealthObserved;
import dev.offpeak.messaging.Transaction;
import dev.offpeak.orchestrator.domain.InstallationState;
import dev.offpeak.orchestrator.domain.VmProgress;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Orders and what became of them. An update answers with the row as it is now, or with nothing when the message came late,
 * twice, or for an order that is not ours; the row's lock makes the two halves of an outcome see each other.
 */
@ApplicationScoped
public class InstallationStore implements Installations {
    @Override
    public Uni<Optional<Installation>> progressed(Transaction transaction, InstallationProgressed progressed) {
        PatchCounts counts = PatchCounts.of(progressed.results());
        return one(
                transaction.connection(),
                """
                update installation set state = 'InProgress', sequence = $2, started_at = coalesce(started_at, $3), reported_at = $4,
                    reboot_status = $5, not_selected = $6, excluded = $7, pending = $8, installed = $9, failed = $10,
                    patches = $11
                where activity_id = $1 and sequence < $2 and end_status is null and concluded_at is null returning *""",
                progressed.activityId(),
                progressed.sequence(),
                at(progressed.startedAt()),
                at(progressed.at()),
                progressed.rebootStatus().toString(),
                counts.notSelected(),
                counts.excluded(),
                counts.pending(),
                counts.installed(),
                counts.failed(),
                texts(counts.patches()));
    }

    @Override
    public Uni<Optional<Installation>> ended(Transaction transaction, InstallationEnded ended) {
        PatchCounts counts = PatchCounts.of(ended.results());
        return one(
                transaction.connection(),
                """
                update installation set state = 'Verifying', sequence = greatest(sequence, $2), started_at = coalesce(started_at, $3),
                    reported_at = $4, ended_at = $4, end_status = $5, reboot_status = $6, window_exceeded = $7, not_selected = $8,
                    excluded = $9, pending = $10, installed = $11, failed = $12, failed_patches = $13, error_code = $14,
                    error_message = $15, patches = $16
                where activity_id = $1 and end_status is null and concluded_at is null returning *""",
                ended.activityId(),
                ended.sequence(),
                at(ended.startedAt()),
                at(ended.endedAt()),
                ended.status().toString(),
                ended.rebootStatus().toString(),
                ended.maintenanceWindowExceeded(),
                counts.notSelected(),
                counts.excluded(),
                counts.pending(),
                counts.installed(),
                counts.failed(),
                texts(counts.failedPatches()),
                ended.error().map(WireError::code).orElse(null),
                ended.error().map(WireError::message).orElse(null),
                texts(counts.patches()));
    }

    @Override
    public Uni<Optional<Installation>> observed(Transaction transaction, VmHealthObserved observed) {
        return one(
                transaction.connection(),
                """
                update installation set verdict = $2, verdict_at = $3, verdict_why = $4
                where activity_id = $1 and verdict is null and concluded_at is null returning *""",
                observed.activityId(),
                observed.verdict().toString(),
                at(observed.observedAt()),
                observed.why());
    }

    @Override
    public Uni<Void> countLate(Transaction transaction, String activityId) {
        return transaction
                .connection()
                .preparedQuery(
                        "update installation set late_reports = late_reports + 1 where activity_id = $1 and concluded_at is not null")
                .execute(row(activityId))
                .replaceWithVoid();
    }

    @Override
    public Uni<Optional<Installation>> lockOpen(Transaction transaction, String activityId) {
        return one(
                transaction.connection(),
                "select * from installation where activity_id = $1 and concluded_at is null for update",
                activityId);
    }

    @Override
    public Uni<Void> conclude(
            Transaction transaction,
            Installation installation,
            InstallationState state,
            Optional<WireError> error,
            Instant now) {
        return transaction
                .connection()
                .preparedQuery(
                        """
                        update installation set state = $2, concluded_at = $3, error_code = $4, error_message = $5
                        where activity_id = $1 and concluded_at is null""")
                .execute(row(
                        installation.activityId(),
                        state.toString(),
                        at(now),
                        error.map(WireError::code).orElse(null),
                        error.map(WireError::message).orElse(null)))
                .chain(() -> transaction
                        .connection()
                        .preparedQuery("delete from in_flight where activity_id = $1")
                        .execute(row(installation.activityId())))
                .chain(() -> moveOn(transaction.connection(), installation, state.progress(), error, now));
    }

    @Override
    public Uni<Void> holdSet(Transaction transaction, String vmId, Instant since, String why) {
        return transaction
                .connection()
                .preparedQuery(
                        """
                        insert into set_hold (availability_set, vm_id, since, why)
                        select availability_set, vm_id, $2, $3 from vm v
                        where vm_id = $1 and availability_set is not null and not deleted and not exists (
                            select from vm_health h where h.vm_id = v.vm_id and h.health = 'Healthy' and h.observed_at > $2)
                        on conflict (availability_set, vm_id) do update set since = excluded.since, why = excluded.why,
                            real_since = excluded.real_since""")
                .execute(row(vmId, at(since), why))
                .replaceWithVoid();
    }

    @Override
    public Uni<List<String>> overdue(Transaction transaction, Instant now, Duration margin) {
        return transaction
                .connection()
                .preparedQuery(
                        """
                        update installation i set real_overdue = clock_timestamp() from in_flight f
                        where f.activity_id = i.activity_id and f.end_by <= $1 and i.real_overdue is null""")
                .execute(row(at(now)))
                .chain(() -> transaction
                        .connection()
                        .preparedQuery(
                                """
                                select i.activity_id from installation i join in_flight f using (activity_id)
                                where i.real_overdue < clock_timestamp() - $1 * interval '1 millisecond' order by i.activity_id""")
                        .execute(row(margin.toMillis())))
                .map(rows -> stream(rows)
                        .map(found -> found.getString("activity_id"))
                        .toList());
    }

    @Override
    public Uni<List<Long>> changeNumbers(Transaction transaction, int count) {
        return transaction
                .connection()
                .preparedQuery("select nextval('installation_change') as number from generate_series(1, $1)")
                .execute(row(count))
                .map(rows -> stream(rows).map(found -> found.getLong("number")).toList());
    }

    @Override
    public Uni<WireError> silence(Transaction transaction, String vmId) {
        return transaction
                .connection()
                .preparedQuery("select deleted, power_state from vm where vm_id = $1")
                .execute(row(vmId))
                .map(rows -> {
                    Row vm = rows.iterator().hasNext() ? rows.iterator().next() : null;
                    if (vm == null || vm.getBoolean("deleted")) {
                        return new WireError("VmDeleted", "The VM was deleted during the installation.");
                    }
                    if (!"running".equals(vm.getString("power_state"))) {
                        return new WireError(
                                "PoweredOff",
                                "The VM was powered off during the installation; start it off-peak to have it tried again.");
                    }
                    return new WireError(
                            "AgentSilent",
                            "The VM's agent did not report the end of the installation in time; see that it runs and reaches the platform.");
                });
    }

    private Uni<Void> moveOn(
            SqlConnection connection,
            Installation installation,
            VmProgress progress,
            Optional<WireError> error,
            Instant now) {
        if (installation.rolloutId().isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        // A refusal is as if the order had never been; only that it came is kept, so that nobody asks again at once.
        return connection
                .preparedQuery(
                        """
                        update assignment a set state = $4, changed_at = $5, last_error = $6,
                            failed_windows = case $4 when 'Failed' then failed_windows + 1 when 'Waiting' then failed_windows else 0 end,
                            attempts = case $4 when 'Waiting' then attempts - 1 else attempts end,
                            refusals = case $4 when 'Waiting' then refusals + 1 else 0 end,
                            real_refused_at = case $4 when 'Waiting' then clock_timestamp() end,
                            last_ordered_at = case $4 when 'Waiting' then (select max(i.issued_at) from installation i
                                where i.rollout_id = a.rollout_id and i.vm_id = a.vm_id and i.state not in ('Refused', 'Canceled'))
                                else last_ordered_at end
                        where rollout_id = $1 and vm_id = $2 and last_activity = $3 and state = 'InFlight'""")
                .execute(row(
                        installation.rolloutId().get(),
                        installation.vmId(),
                        installation.activityId(),
                        progress.toString(),
                        at(now),
                        error.map(fault -> fault.code() + ": " + fault.message())
                                .orElse(null)))
                .replaceWithVoid();
    }

    private static Uni<Optional<Installation>> one(SqlConnection connection, String sql, Object... values) {
        return connection.preparedQuery(sql).execute(row(values)).map(InstallationStore::first);
    }

    private static Optional<Installation> first(RowSet<Row> rows) {
        return stream(rows).findFirst().map(Installation::of);
    }
}
