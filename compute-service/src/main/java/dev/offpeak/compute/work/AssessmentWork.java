package dev.offpeak.compute.work;

import dev.offpeak.compute.domain.orders.Silence;
import dev.offpeak.contracts.PatchOperationStatus;
import dev.offpeak.contracts.WireError;
import dev.offpeak.contracts.agent.AssessmentReport;
import dev.offpeak.contracts.agent.ReportReceipt;
import dev.offpeak.contracts.message.AssessVm;
import dev.offpeak.contracts.message.AssessmentReported;
import dev.offpeak.messaging.Correlation;
import dev.offpeak.messaging.Transaction;
import dev.offpeak.messaging.Transactions;
import dev.offpeak.time.PlatformClock;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Scans that guests are asked for (rules A1, A2), from AssessVm to AssessmentReported. A VM that is off, or whose agent is silent,
 * fails at once and by name; one that falls silent later fails when its time is over. Never hangs.
 */
@ApplicationScoped
public class AssessmentWork {
    private static final int MOST_AT_ONCE = 200;
    private static final String COLUMNS =
            "vm_id, activity_id, sequence, open, requested_at, started_at, correlation_id";

    private final Transactions transactions;
    private final Pool pool;
    private final Guests guests;
    private final GoalChanges goals;
    private final AgentsConfig config;
    private final PlatformClock clock;

    AssessmentWork(
            Transactions transactions,
            Pool pool,
            Guests guests,
            GoalChanges goals,
            AgentsConfig config,
            PlatformClock clock) {
        this.transactions = transactions;
        this.pool = pool;
        this.guests = guests;
        this.goals = goals;
        this.config = config;
        this.clock = clock;
    }

    private record Scan(
            UUID vmId,
            String activityId,
            long sequence,
            boolean open,
            Instant requestedAt,
            Optional<Instant> startedAt,
            Optional<String> correlationId) {
        static Scan read(Row row) {
            return new Scan(
                    row.getUUID("vm_id"),
                    row.getString("activity_id"),
                    row.getLong("sequence"),
                    row.getBoolean("open"),
                    Columns.instant(row, "requested_at"),
                    Columns.optionalInstant(row, "started_at"),
                    Columns.optionalText(row, "correlation_id"));
        }
    }

    /** Asks the guest for a scan, or says at once why there will be none. One whose activity is known changes nothing. */
    public Uni<Void> give(Transaction tx, AssessVm scan) {
        UUID vmId = UUID.fromString(scan.vmId());
        return guests.lock(tx, List.of(vmId)).flatMap(locked -> {
            Guest guest = locked.get(vmId);
            if (guest == null) {
                return failAtOnce(tx, scan, Silence.nameOf(Optional.empty()));
            }
            if (Silence.isOff(guest.runtime().power())) {
                return failAtOnce(
                        tx, scan, Silence.nameOf(Optional.of(guest.runtime().power())));
            }
            return tx.connection()
                    .preparedQuery("SELECT lapsed FROM heartbeat WHERE vm_id = $1")
                    .execute(Tuple.of(vmId))
                    .flatMap(rows -> rows.size() > 0 && rows.iterator().next().getBoolean(0)
                            ? failAtOnce(
                                    tx,
                                    scan,
                                    Silence.nameOf(Optional.of(guest.runtime().power())))
                            : store(tx, scan, vmId));
        });
    }

    private Uni<Void> failAtOnce(Transaction tx, AssessVm scan, WireError error) {
        return tx.send(List.of(new AssessmentReported(
                scan.vmId(),
                scan.activityId(),
                PatchOperationStatus.FAILED,
                scan.requestedAt(),
                clock.now(),
                false,
                List.of(),
                Optional.of(error))));
    }

    private Uni<Void> store(Transaction tx, AssessVm scan, UUID vmId) {
        return tx.connection()
                .preparedQuery(
                        """
                        INSERT INTO assessment_work (activity_id, vm_id, on_demand, requested_at, not_after, open, due_at, correlation_id)
                        VALUES ($1, $2, $3, $4, $5, true, $6, $7) ON CONFLICT (activity_id) DO NOTHING""")
                .execute(Tuple.tuple()
                        .addString(scan.activityId())
                        .addUUID(vmId)
                        .addBoolean(scan.onDemand())
                        .addOffsetDateTime(Columns.utc(scan.requestedAt()))
                        .addOffsetDateTime(Columns.utc(scan.notAfter()))
                        .addOffsetDateTime(Columns.utc(scan.notAfter().plus(config.assessmentAllowance())))
                        .addString(Correlation.id().orElse(null)))
                .chain(written ->
                        written.rowCount() == 0 ? Uni.createFrom().voidItem() : goals.changed(tx, List.of(vmId)));
    }

    /**
     * Takes a guest's report, in a transaction of its own. A terminal one of an activity nobody knows is a scan the agent started by
     * itself, and is passed on.
     */
    public Uni<ReportReceipt> reported(UUID vmId, AssessmentReport report) {
        return transactions.inTransaction(tx -> guests.lock(tx, List.of(vmId)).chain(locked -> {
            if (locked.isEmpty()) {
                return receipt(false, "The VM is gone.");
            }
            return tx.connection()
                    .preparedQuery("SELECT " + COLUMNS + " FROM assessment_work WHERE activity_id = $1")
                    .execute(Tuple.of(report.activityId()))
                    .flatMap(rows -> stream(rows)
                            .findFirst()
                            .map(Scan::read)
                            .map(scan -> known(tx, vmId, scan, report))
                            .orElseGet(() -> ownScan(tx, vmId, report)));
        }));
    }

    private Uni<ReportReceipt> known(Transaction tx, UUID vmId, Scan scan, AssessmentReport report) {
        if (!scan.vmId().equals(vmId)) {
            return receipt(false, "No such assessment was asked of this VM.");
        }
        if (report.sequence() <= scan.sequence()) {
            return receipt(true, "This report was received before.");
        }
        if (!scan.open()) {
            return receipt(false, "This assessment is over; the report changes nothing.");
        }
        boolean terminal = report.status().isTerminal();
        Uni<Void> moved = tx.connection()
                .preparedQuery("UPDATE assessment_work SET sequence = $2, open = $3, started_at = $4,"
                        + " due_at = CASE WHEN $3 THEN due_at END WHERE activity_id = $1")
                .execute(Tuple.of(
                        report.activityId(), report.sequence(), !terminal, Columns.utc(earlier(report.startedAt()))))
                .replaceWithVoid();
        if (!terminal) {
            return moved.chain(() -> receipt(true, "Go on."));
        }
        return moved.chain(() -> CorrelatedSend.send(tx, scan.correlationId(), List.of(message(vmId, report))))
                .chain(() -> goals.changed(tx, List.of(vmId)))
                .chain(() -> receipt(true, "The assessment is over."));
    }

    private Uni<ReportReceipt> ownScan(Transaction tx, UUID vmId, AssessmentReport report) {
        if (!report.status().isTerminal()) {
            return receipt(true, "Go on.");
        }
        return tx.connection()
                .preparedQuery(
                        "INSERT INTO assessment_work (activity_id, vm_id, on_demand, requested_at, not_after, open, sequence)"
                                + " VALUES ($1, $2, false, $3, $3, false, $4)")
                .execute(Tuple.of(
                        report.activityId(), vmId, Columns.utc(earlier(report.startedAt())), report.sequence()))
                .chain(() -> tx.send(List.of(message(vmId, report))))
                .chain(() -> receipt(true, "The assessment is over."));
    }

    private AssessmentReported message(UUID vmId, AssessmentReport report) {
        return new AssessmentReported(
                vmId.toString(),
                report.activityId(),
                report.status(),
                earlier(report.startedAt()),
                earlier(report.at()),
                report.rebootPending(),
                report.patches(),
                report.error());
    }

    /** Fails by name what is past its time, after a moment for reports still under way; says how many. */
    public Uni<Integer> endOverdue() {
        return pool.preparedQuery("SELECT vm_id FROM assessment_work WHERE due_at <= $1 AND (real_overdue_since IS NULL"
                        + " OR real_overdue_since < clock_timestamp() - $2 * interval '1 millisecond')"
                        + " ORDER BY due_at LIMIT " + MOST_AT_ONCE)
                .execute(overdue())
                .flatMap(rows -> rows.size() == 0
                        ? Uni.createFrom().item(0)
                        : transactions.inTransaction(tx -> guests.tryLock(
                                        tx,
                                        stream(rows)
                                                .map(row -> row.getUUID("vm_id"))
                                                .collect(Collectors.toSet()))
                                .flatMap(locked ->
                                        locked.isEmpty() ? Uni.createFrom().item(0) : endOverdue(tx, locked))));
    }

    private Uni<Integer> endOverdue(Transaction tx, Map<UUID, Guest> locked) {
        return tx.connection()
                .preparedQuery("UPDATE assessment_work SET open = false, due_at = NULL WHERE due_at <= $1"
                        + " AND real_overdue_since < clock_timestamp() - $2 * interval '1 millisecond' AND vm_id = ANY($3)"
                        + " RETURNING " + COLUMNS)
                .execute(overdue().addArrayOfUUID(Guests.array(locked.keySet())))
                .chain(ended -> tx.connection()
                        .preparedQuery(
                                "UPDATE assessment_work SET real_overdue_since = clock_timestamp() WHERE due_at <= $1"
                                        + " AND real_overdue_since IS NULL AND vm_id = ANY($2)")
                        .execute(Tuple.of(Columns.utc(clock.now()), Guests.array(locked.keySet())))
                        .chain(() -> failByName(
                                tx,
                                stream(ended).map(Scan::read).toList(),
                                scan -> Silence.nameOf(Optional.of(
                                        locked.get(scan.vmId()).runtime().power()))))
                        .replaceWith(ended.rowCount()));
    }

    /** Fails what a VM that is deleted in this transaction was asked for. */
    public Uni<Void> vmDeleted(Transaction tx, UUID vmId) {
        return tx.connection()
                .preparedQuery(
                        "UPDATE assessment_work SET open = false, due_at = NULL WHERE vm_id = $1 AND open RETURNING "
                                + COLUMNS)
                .execute(Tuple.of(vmId))
                .chain(rows -> failByName(
                        tx, stream(rows).map(Scan::read).toList(), scan -> Silence.nameOf(Optional.empty())));
    }

    private Uni<Void> failByName(Transaction tx, List<Scan> scans, Function<Scan, WireError> name) {
        Instant now = clock.now();
        return Multi.createFrom()
                .iterable(scans)
                .onItem()
                .transformToUniAndConcatenate(scan -> CorrelatedSend.send(
                        tx,
                        scan.correlationId(),
                        List.of(new AssessmentReported(
                                scan.vmId().toString(),
                                scan.activityId(),
                                PatchOperationStatus.FAILED,
                                scan.startedAt().orElse(scan.requestedAt()),
                                now,
                                false,
                                List.of(),
                                Optional.of(name.apply(scan))))))
                .collect()
                .asList()
                .chain(() -> goals.changed(tx, scans.stream().map(Scan::vmId).collect(Collectors.toSet())));
    }

    private Tuple overdue() {
        return Tuple.tuple()
                .addOffsetDateTime(Columns.utc(clock.now()))
                .addLong(config.reportGrace().toMillis());
    }

    /** Agents' clocks may be years off: nothing ended later than now. */
    private Instant earlier(Instant reported) {
        Instant now = clock.now();
        return reported.isAfter(now) ? now : reported;
    }

    private static Uni<ReportReceipt> receipt(boolean accepted, String message) {
        return Uni.createFrom().item(new ReportReceipt(accepted, accepted, message));
    }

    private static Stream<Row> stream(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false);
    }
}
