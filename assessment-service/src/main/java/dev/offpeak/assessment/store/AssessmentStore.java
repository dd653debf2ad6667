package dev.offpeak.assessment.store;

import static dev.offpeak.assessment.store.Columns.at;
import static dev.offpeak.assessment.store.Columns.row;

import dev.offpeak.assessment.domain.AssessmentState;
import dev.offpeak.assessment.domain.Trigger;
import dev.offpeak.contracts.WireError;
import dev.offpeak.messaging.Transaction;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/** The assessments, their history, and the operations that wait for them. */
@ApplicationScoped
public class AssessmentStore {
    private static final String COLUMNS = "activity_id, vm_id, trigger, state, requested_at";

    private static final String END =
            """
            with m as materialized (
                select * from unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::timestamptz[], $6::boolean[],
                    $7::bigint[], $8::text[], $9::text[])
                    as u(activity_id, vm_id, state, started_at, ended_at, reboot_pending, finding, error_code, error_message)),
            ended as (
                update assessment a set state = m.state, started_at = m.started_at, ended_at = m.ended_at,
                    reboot_pending = m.reboot_pending, finding = m.finding, error_code = m.error_code,
                    error_message = m.error_message
                from m where a.activity_id = m.activity_id)
            insert into latest as l (vm_id, activity_id, started_at, ended_at, reboot_pending, finding)
            select m.vm_id, m.activity_id, m.started_at, m.ended_at, m.reboot_pending, m.finding
            from m where m.finding is not null
            on conflict (vm_id) do update set activity_id = excluded.activity_id, started_at = excluded.started_at,
                ended_at = excluded.ended_at, reboot_pending = excluded.reboot_pending, finding = excluded.finding
            where l.ended_at <= excluded.ended_at""";

    /** Writes new ones; the caller holds their VMs' rows. */
    public Uni<Void> insertAll(SqlConnection connection, List<StoredAssessment> assessments) {
        return connection
                .preparedQuery(
                        """
                        insert into assessment (activity_id, vm_id, trigger, state, requested_at)
                        select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[])""")
                .execute(row(
                        strings(assessments, StoredAssessment::activityId),
                        strings(assessments, StoredAssessment::vmId),
                        strings(assessments, assessment -> assessment.trigger().name()),
                        strings(assessments, assessment -> assessment.state().toString()),
                        assessments.stream()
                                .map(assessment -> at(assessment.requestedAt()))
                                .toArray(OffsetDateTime[]::new)))
                .replaceWithVoid();
    }

    /** Writes many that are in progress from the start; no VM has another one open, and the caller holds their rows. */
    public Uni<Void> insertStarted(
            SqlConnection connection, List<StoredAssessment> assessments, List<Instant> notAfter, Duration patience) {
        return connection
                .preparedQuery(
                        """
                        insert into assessment (activity_id, vm_id, trigger, state, requested_at, not_after, patience_until)
                        select m.activity_id, m.vm_id, m.trigger, 'InProgress', m.requested_at, m.not_after,
                            clock_timestamp() + make_interval(secs => $6)
                        from unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::timestamptz[])
                            as m(activity_id, vm_id, trigger, requested_at, not_after)""")
                .execute(row(
                        strings(assessments, StoredAssessment::activityId),
                        strings(assessments, StoredAssessment::vmId),
                        strings(assessments, assessment -> assessment.trigger().name()),
                        assessments.stream()
                                .map(assessment -> at(assessment.requestedAt()))
                                .toArray(OffsetDateTime[]::new),
                        notAfter.stream().map(Columns::at).toArray(OffsetDateTime[]::new),
                        patience.toMillis() / 1000.0))
                .replaceWithVoid();
    }

    private static <T> String[] strings(List<T> items, Function<T, String> of) {
        return items.stream().map(of).toArray(String[]::new);
    }

    /** A user waits for it now. */
    public Uni<Void> markOnDemand(SqlConnection connection, String activityId) {
        return connection
                .preparedQuery(
                        "update assessment set trigger = 'ON_DEMAND' where activity_id = $1 and state = 'Queued'")
                .execute(row(activityId))
                .replaceWithVoid();
    }

    /** The one that is in progress for the VM, and the one that waits for it, if any. */
    public Uni<List<StoredAssessment>> open(SqlConnection connection, String vmId) {
        return openOrNamed(connection, List.of(vmId), List.of());
    }

    /** Those of these ids, and all that are open for these VMs; the caller holds the VMs' rows. */
    public Uni<List<StoredAssessment>> openOrNamed(
            SqlConnection connection, List<String> vmIds, List<String> activityIds) {
        return connection
                .preparedQuery(
                        "select " + COLUMNS + " from assessment where activity_id = any ($2::text[]) union select "
                                + COLUMNS
                                + " from assessment where vm_id = any ($1::text[]) and state in ('Queued', 'InProgress')")
                .execute(row(vmIds.toArray(String[]::new), activityIds.toArray(String[]::new)))
                .map(AssessmentStore::all);
    }

    /** Puts it in progress: the guest is asked now. */
    public Uni<Void> start(SqlConnection connection, String activityId, Instant notAfter, Duration patience) {
        return connection
                .preparedQuery(
                        """
                        update assessment set state = 'InProgress', not_after = $2,
                            patience_until = clock_timestamp() + make_interval(secs => $3)
                        where activity_id = $1""")
                .execute(row(activityId, at(notAfter), patience.toMillis() / 1000.0))
                .replaceWithVoid();
    }

    /**
     * Ends these, well or not, all at once; the caller holds their VMs' rows. What a scan found becomes its VM's latest result,
     * unless a later one is there.
     *
     * @param findings the numbers of what they found, in their order
     */
    public Uni<Void> end(SqlConnection connection, List<Ending> endings, List<Long> findings) {
        List<Uni<?>> statements = new ArrayList<>();
        List<StoredAssessment> unheardOf =
                endings.stream().filter(Ending::isNew).map(Ending::assessment).toList();
        if (!unheardOf.isEmpty()) {
            statements.add(insertAll(connection, unheardOf));
        }
        List<OffsetDateTime> startedAt = new ArrayList<>();
        List<OffsetDateTime> endedAt = new ArrayList<>();
        for (Ending ending : endings) {
            startedAt.add(at(ending.outcome().startedAt()));
            endedAt.add(at(ending.outcome().endedAt()));
        }
        Tuple values = row(
                strings(endings, ending -> ending.assessment().activityId()),
                strings(endings, ending -> ending.assessment().vmId()),
                strings(endings, ending -> ending.outcome().state().toString()),
                startedAt.toArray(OffsetDateTime[]::new),
                endedAt.toArray(OffsetDateTime[]::new),
                endings.stream()
                        .map(ending -> ending.outcome().findings().rebootPending())
                        .toArray(Boolean[]::new),
                IntStream.range(0, endings.size())
                        .mapToObj(i -> endings.get(i).outcome().isFailure() ? null : findings.get(i))
                        .toArray(Long[]::new),
                strings(
                        endings,
                        ending -> ending.outcome().error().map(WireError::code).orElse(null)),
                strings(
                        endings,
                        ending ->
                                ending.outcome().error().map(WireError::message).orElse(null)));
        statements.add(connection.preparedQuery(END).execute(values));
        return Transaction.together(statements);
    }

    /** Of a VM that is gone there is no latest result. */
    public Uni<Void> forgetLatest(SqlConnection connection, String vmId) {
        return connection
                .preparedQuery("delete from latest where vm_id = $1")
                .execute(row(vmId))
                .replaceWithVoid();
    }

    /**
     * Forgets results that ended before that, some at a time: one call deletes as many as it says at most.
     *
     * @return how many went
     */
    public Uni<Integer> forgetEndedBefore(SqlClient client, Instant cutOff, int most) {
        return client.preparedQuery(
                        """
                        with old as materialized (
                            select activity_id from assessment where ended_at < $1 order by ended_at limit $2
                            for update skip locked)
                        delete from assessment a using old where a.activity_id = old.activity_id""")
                .execute(row(at(cutOff), most))
                .map(RowSet::rowCount);
    }

    /** Forgets lists of patches that nobody used since then and no VM has now, some at a time; how many went. */
    public Uni<Integer> forgetFindingsUnusedSince(SqlClient client, Instant cutOff, int most) {
        return client.preparedQuery(
                        """
                        with old as materialized (
                            select number from finding f where used_at < $1 and patches <> '{}'
                                and not exists (select from latest l where l.finding = f.number)
                            limit $2 for update skip locked)
                        delete from finding f using old where f.number = old.number""")
                .execute(row(at(cutOff), most))
                .map(RowSet::rowCount);
    }

    /**
     * Those in progress that nobody will answer any more: too late in platform time, and patience is over in real time. Their
     * VMs are claimed, in the order in which everyone locks; the assessment itself may have ended meanwhile.
     */
    public Uni<List<StoredAssessment>> claimOverdue(SqlConnection connection, Instant now, int most) {
        return connection
                .preparedQuery(
                        """
                        select a.activity_id, a.vm_id, a.trigger, a.state, a.requested_at
                        from assessment a join vm v on v.vm_id = a.vm_id
                        where a.state = 'InProgress' and a.not_after < $1 and a.patience_until < clock_timestamp()
                        order by a.not_after limit $2 for update of v skip locked""")
                .execute(row(at(now), most))
                .map(AssessmentStore::all);
    }

    /** Everything open for a VM, locked: it is going away. */
    public Uni<List<StoredAssessment>> lockOpen(SqlConnection connection, String vmId) {
        return connection
                .preparedQuery(
                        "select " + COLUMNS
                                + " from assessment where vm_id = $1 and state in ('Queued', 'InProgress') order by activity_id for update")
                .execute(row(vmId))
                .map(AssessmentStore::all);
    }

    /** Whether the VM was ever assessed, or is being assessed now. */
    public Uni<Boolean> hasAny(SqlConnection connection, String vmId) {
        return connection
                .preparedQuery(
                        """
                        select where exists (select from assessment where vm_id = $1)
                            or exists (select from latest where vm_id = $1)""")
                .execute(row(vmId))
                .map(rows -> rows.size() > 0);
    }

    /**
     * Scans that something waits for and whose guest was asked less than that real time ago. Periodic ones hold nobody up, and a
     * guest that has not answered by then is probably silent.
     */
    public Uni<Long> countAwaited(SqlConnection connection, Duration patience, Duration recent) {
        return connection
                .preparedQuery(
                        """
                        select count(*) from assessment where state = 'InProgress' and trigger <> 'PERIODIC'
                            and patience_until > clock_timestamp() + make_interval(secs => $1)""")
                .execute(row(patience.minus(recent).toMillis() / 1000.0))
                .map(rows -> rows.iterator().next().getLong(0));
    }

    /** Makes an operation wait for an assessment. */
    public Uni<Void> await(SqlConnection connection, String operationId, String activityId, String apiVersion) {
        return connection
                .preparedQuery(
                        "insert into assessment_waiter (operation_id, activity_id, api_version) values ($1, $2, $3)")
                .execute(row(operationId, activityId, apiVersion))
                .replaceWithVoid();
    }

    /** The operations that wait for any of these assessments; several may share one. */
    public Uni<List<Waiter>> waiters(SqlConnection connection, List<String> activityIds) {
        return connection
                .preparedQuery(
                        """
                        select operation_id, activity_id, api_version from assessment_waiter
                        where activity_id = any ($1::text[])""")
                .execute(row((Object) activityIds.toArray(String[]::new)))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> new Waiter(row.getString(0), row.getString(1), row.getString(2)))
                        .toList());
    }

    /**
     * An operation that waits.
     *
     * @param operationId of the operation
     * @param activityId of the assessment
     * @param apiVersion in which its caller wants the result
     */
    public record Waiter(String operationId, String activityId, String apiVersion) {}

    private static List<StoredAssessment> all(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(AssessmentStore::read)
                .toList();
    }

    private static StoredAssessment read(Row row) {
        return new StoredAssessment(
                row.getString("activity_id"),
                row.getString("vm_id"),
                Trigger.valueOf(row.getString("trigger")),
                AssessmentState.of(row.getString("state")),
                row.getOffsetDateTime("requested_at").toInstant());
    }
}
