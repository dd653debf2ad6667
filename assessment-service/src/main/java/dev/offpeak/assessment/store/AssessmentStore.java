package dev.offpeak.assessment.store;

import static dev.offpeak.assessment.store.Columns.at;
import static dev.offpeak.assessment.store.Columns.row;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.offpeak.assessment.domain.AssessmentState;
import dev.offpeak.assessment.domain.Findings;
import dev.offpeak.assessment.domain.Trigger;
import dev.offpeak.contracts.Patch;
import dev.offpeak.contracts.WireError;
import dev.offpeak.messaging.Json;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/** The assessments, their history, and the operations that wait for them. */
@ApplicationScoped
public class AssessmentStore {
    private static final String COLUMNS =
            "activity_id, vm_id, trigger, state, requested_at, started_at, ended_at, reboot_pending, patches::text as patches,"
                    + " error_code, error_message";

    /** Writes a new one; the caller holds the VM's row. */
    public Uni<Void> insert(SqlConnection connection, StoredAssessment assessment) {
        return connection
                .preparedQuery(
                        """
                        insert into assessment (activity_id, vm_id, trigger, state, requested_at) values ($1, $2, $3, $4, $5)""")
                .execute(row(
                        assessment.activityId(),
                        assessment.vmId(),
                        assessment.trigger().name(),
                        assessment.state().toString(),
                        at(assessment.requestedAt())))
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
        return connection
                .preparedQuery(
                        "select " + COLUMNS + " from assessment where vm_id = $1 and state in ('Queued', 'InProgress')")
                .execute(row(vmId))
                .map(AssessmentStore::all);
    }

    /** That assessment, locked for this transaction. */
    public Uni<Optional<StoredAssessment>> lock(SqlConnection connection, String activityId) {
        return connection
                .preparedQuery("select " + COLUMNS + " from assessment where activity_id = $1 for update")
                .execute(row(activityId))
                .map(rows -> all(rows).stream().findFirst());
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

    /** Ends it, well or not. */
    public Uni<Void> end(
            SqlConnection connection,
            String activityId,
            AssessmentState state,
            Instant startedAt,
            Instant endedAt,
            Findings findings,
            Optional<WireError> error) {
        return connection
                .preparedQuery(
                        """
                        update assessment set state = $2, started_at = $3, ended_at = $4, reboot_pending = $5,
                            critical_and_security = $6, other = $7, patches = $8::text::jsonb, error_code = $9, error_message = $10
                        where activity_id = $1""")
                .execute(row(
                        activityId,
                        state.toString(),
                        at(startedAt),
                        at(endedAt),
                        findings.rebootPending(),
                        findings.criticalAndSecurityPatchCount(),
                        findings.otherPatchCount(),
                        write(findings.patches()),
                        error.map(WireError::code).orElse(null),
                        error.map(WireError::message).orElse(null)))
                .replaceWithVoid();
    }

    /**
     * Those in progress that nobody will answer any more: too late in platform time, and patience is over in real time. Their
     * VMs are claimed, in the order in which everyone locks; the assessment itself may have ended meanwhile.
     */
    public Uni<List<String>> claimOverdue(SqlConnection connection, Instant now, int most) {
        return connection
                .preparedQuery(
                        """
                        select a.activity_id from assessment a join vm v on v.vm_id = a.vm_id
                        where a.state = 'InProgress' and a.not_after < $1 and a.patience_until < clock_timestamp()
                        order by a.not_after limit $2 for update of v skip locked""")
                .execute(row(at(now), most))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> row.getString(0))
                        .toList());
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
                .preparedQuery("select 1 from assessment where vm_id = $1 limit 1")
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

    /** The operations that wait for an assessment; several may share one. */
    public Uni<List<Waiter>> waiters(SqlConnection connection, String activityId) {
        return connection
                .preparedQuery("select operation_id, api_version from assessment_waiter where activity_id = $1")
                .execute(row(activityId))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> new Waiter(row.getString(0), row.getString(1)))
                        .toList());
    }

    /**
     * An operation that waits.
     *
     * @param operationId of the operation
     * @param apiVersion in which its caller wants the result
     */
    public record Waiter(String operationId, String apiVersion) {}

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
                row.getOffsetDateTime("requested_at").toInstant(),
                Optional.ofNullable(Columns.instant(row.getOffsetDateTime("started_at"))),
                Optional.ofNullable(Columns.instant(row.getOffsetDateTime("ended_at"))),
                new Findings(row.getBoolean("reboot_pending"), patches(row.getString("patches"))),
                Optional.ofNullable(row.getString("error_code"))
                        .map(code -> new WireError(code, row.getString("error_message"))));
    }

    private static String write(List<Patch> patches) {
        try {
            return Json.mapper().writeValueAsString(patches);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Patch> patches(String json) {
        try {
            return Json.mapper().readValue(json, new TypeReference<List<Patch>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Stored patches can't be read", e);
        }
    }
}
