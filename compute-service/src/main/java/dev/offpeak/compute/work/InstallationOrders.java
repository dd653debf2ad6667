package dev.offpeak.compute.work;

import dev.offpeak.compute.domain.orders.InstallationDecision;
import dev.offpeak.compute.domain.orders.InstallationReports;
import dev.offpeak.compute.domain.orders.LastChecks;
import dev.offpeak.compute.domain.orders.OrderFacts;
import dev.offpeak.compute.domain.orders.OrderState;
import dev.offpeak.compute.domain.orders.Refused;
import dev.offpeak.compute.domain.orders.Silence;
import dev.offpeak.compute.store.FeatureStore;
import dev.offpeak.contracts.PatchOperationStatus;
import dev.offpeak.contracts.PowerState;
import dev.offpeak.contracts.RebootStatus;
import dev.offpeak.contracts.WireError;
import dev.offpeak.contracts.agent.InstallationGoal;
import dev.offpeak.contracts.agent.InstallationReport;
import dev.offpeak.contracts.agent.ReportReceipt;
import dev.offpeak.contracts.message.CancelInstallation;
import dev.offpeak.contracts.message.InstallPatches;
import dev.offpeak.contracts.message.InstallationEnded;
import dev.offpeak.contracts.message.InstallationProgressed;
import dev.offpeak.contracts.message.InstallationRefused;
import dev.offpeak.contracts.message.InstallationRefused.Reason;
import dev.offpeak.messaging.Correlation;
import dev.offpeak.messaging.Transaction;
import dev.offpeak.messaging.Transactions;
import dev.offpeak.time.OffPeakHours;
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
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Orders to install, from the orchestrator's message to the guest's terminal report or the end by name (rule O7).
 *
 * <ol>
 *   <li>{@link #give}: the last checks, then the order is part of the goal state; else InstallationRefused.
 *   <li>{@link #reported}: the guest asks leave, gets further, ends; then its health is watched.
 *   <li>{@link #cancel} and {@link #fenced}: what the guest has not started is withdrawn, as InstallationRefused.
 *   <li>{@link #endOverdue}: who is silent past not-after and reboot allowance ends by name.
 * </ol>
 *
 * Every order that was stored ends in exactly one InstallationRefused or one InstallationEnded and VmHealthObserved.
 */
@ApplicationScoped
public class InstallationOrders {
    private static final int MOST_AT_ONCE = 200;
    private static final String FACTS =
            """
            SELECT a.last_order,
              EXISTS (SELECT 1 FROM installation_order o WHERE o.vm_id = a.vm_id AND o.state IN ('Given', 'Started'))
                OR EXISTS (SELECT 1 FROM verification w WHERE w.vm_id = a.vm_id AND w.verdict IS NULL) AS busy,
              coalesce((SELECT f.epoch FROM fence f WHERE f.rollout_id = $2), 0) AS epoch
            FROM agent a WHERE a.vm_id = $1""";
    private static final String AUTOMATIC_PATCHING = "InGuestAutoPatchVMPreview";

    private final Transactions transactions;
    private final Pool pool;
    private final Guests guests;
    private final GoalChanges goals;
    private final FeatureStore features;
    private final WindowStore windows;
    private final Verifications verifications;
    private final AgentsConfig config;
    private final PlatformClock clock;

    InstallationOrders(
            Transactions transactions,
            Pool pool,
            Guests guests,
            GoalChanges goals,
            FeatureStore features,
            WindowStore windows,
            Verifications verifications,
            AgentsConfig config,
            PlatformClock clock) {
        this.transactions = transactions;
        this.pool = pool;
        this.guests = guests;
        this.goals = goals;
        this.features = features;
        this.windows = windows;
        this.verifications = verifications;
        this.config = config;
        this.clock = clock;
    }

    /** Stores an order after the last checks, or refuses it. One whose activity is known changes nothing. */
    public Uni<Void> give(Transaction tx, InstallPatches order) {
        UUID vmId = UUID.fromString(order.vmId());
        return guests.lock(tx, List.of(vmId)).flatMap(locked -> {
            Guest guest = locked.get(vmId);
            return guest == null
                    ? refuse(tx, order.vmId(), order.activityId(), new Refused(Reason.VM_NOT_FOUND, "The VM is gone."))
                    : isKnown(tx, order.activityId()).flatMap(known -> known ? nothing() : check(tx, order, guest));
        });
    }

    private Uni<Boolean> isKnown(Transaction tx, String activityId) {
        return tx.connection()
                .preparedQuery("SELECT 1 FROM installation_order WHERE activity_id = $1")
                .execute(Tuple.of(activityId))
                .map(rows -> rows.size() > 0);
    }

    private Uni<Void> check(Transaction tx, InstallPatches order, Guest guest) {
        return facts(tx, order, guest).flatMap(facts -> LastChecks.check(order, facts, clock.now())
                .map(refused -> refuse(tx, order.vmId(), order.activityId(), refused))
                .orElseGet(() -> store(tx, order, guest.vmId())));
    }

    private Uni<OrderFacts> facts(Transaction tx, InstallPatches order, Guest guest) {
        return windows.hoursOf(tx.connection(), List.of(guest)).flatMap(hours -> features.inEffect(
                        tx.connection(), guest.subscriptionId(), AUTOMATIC_PATCHING)
                .flatMap(feature -> tx.connection()
                        .preparedQuery(FACTS)
                        .execute(Tuple.of(guest.vmId(), order.rolloutId().orElse(null)))
                        .map(rows -> facts(
                                guest,
                                hours.get(guest.vmId()),
                                feature,
                                rows.iterator().next()))));
    }

    private static OrderFacts facts(Guest guest, OffPeakHours hours, boolean feature, Row row) {
        return new OrderFacts(
                guest.isAutomaticByPlatform(),
                feature,
                guest.runtime().enabled(),
                guest.runtime().power() == PowerState.RUNNING,
                guest.runtime().agentReady(),
                row.getLong("last_order"),
                row.getBoolean("busy"),
                hours,
                row.getLong("epoch"));
    }

    private Uni<Void> store(Transaction tx, InstallPatches order, UUID vmId) {
        InstallationGoal goal = new InstallationGoal(
                order.activityId(),
                order.notAfter(),
                order.classifications(),
                order.maxPatchPublishDate(),
                order.excludedMasks(),
                order.includedMasks(),
                order.rebootSetting());
        return tx.connection()
                .preparedQuery(
                        """
                        WITH raised AS (UPDATE agent SET last_order = $3 WHERE vm_id = $2)
                        INSERT INTO installation_order (activity_id, vm_id, order_number, rollout_id, fence_epoch, not_after,
                          verification_millis, goal, state, due_at, correlation_id)
                        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'Given', $9, $10)""")
                .execute(Tuple.tuple()
                        .addString(order.activityId())
                        .addUUID(vmId)
                        .addLong(order.order())
                        .addString(order.rolloutId().orElse(null))
                        .addLong(order.fenceEpoch())
                        .addOffsetDateTime(Columns.utc(order.notAfter()))
                        .addLong(order.verification().toMillis())
                        .addJsonObject(Columns.json(goal))
                        .addOffsetDateTime(Columns.utc(order.notAfter().plus(config.rebootAllowance())))
                        .addString(Correlation.id().orElse(null)))
                .chain(() -> goals.changed(tx, List.of(vmId)));
    }

    /** Withdraws an order that its guest has not started; one that has not arrived yet is not stored when it does. */
    public Uni<Void> cancel(Transaction tx, CancelInstallation cancel) {
        UUID vmId = UUID.fromString(cancel.vmId());
        Refused refused = new Refused(Reason.FENCED, "Withdrawn before the guest started: " + cancel.reason());
        return guests.lock(tx, List.of(vmId))
                .chain(locked -> locked.isEmpty()
                        ? nothing()
                        : tx.connection()
                                .preparedQuery(
                                        """
                                        INSERT INTO installation_order AS o (activity_id, vm_id, order_number, fence_epoch, not_after,
                                          verification_millis, goal, state)
                                        VALUES ($1, $2, 0, 0, $3, 0, '{}', 'Withdrawn')
                                        ON CONFLICT (activity_id) DO UPDATE SET state = 'Withdrawn', due_at = NULL
                                          WHERE o.state = 'Given' AND o.vm_id = excluded.vm_id RETURNING 1""")
                                .execute(Tuple.of(cancel.activityId(), vmId, Columns.utc(clock.now())))
                                .chain(written -> written.rowCount() == 0
                                        ? nothing()
                                        : refuse(tx, cancel.vmId(), cancel.activityId(), refused)
                                                .chain(() -> goals.changed(tx, List.of(vmId)))));
    }

    /** Withdraws what a stopped rollout ordered and no guest started. */
    Uni<Void> fenced(Transaction tx, String rolloutId, long epoch) {
        Tuple which = Tuple.of(rolloutId, epoch);
        return tx.connection()
                .preparedQuery(
                        "SELECT vm_id FROM installation_order WHERE rollout_id = $1 AND state = 'Given' AND fence_epoch < $2")
                .execute(which)
                .chain(rows -> guests.lock(tx, vmIds(rows)))
                .chain(() -> tx.connection()
                        .preparedQuery(
                                "UPDATE installation_order SET state = 'Withdrawn', due_at = NULL WHERE rollout_id = $1"
                                        + " AND state = 'Given' AND fence_epoch < $2 RETURNING vm_id, activity_id")
                        .execute(which))
                .chain(rows -> {
                    Instant now = clock.now();
                    List<InstallationRefused> refusals = stream(rows)
                            .map(row -> new InstallationRefused(
                                    row.getUUID("vm_id").toString(),
                                    row.getString("activity_id"),
                                    Reason.FENCED,
                                    "The rollout was stopped before the guest started.",
                                    now))
                            .toList();
                    return refusals.isEmpty()
                            ? nothing()
                            : tx.send(refusals).chain(() -> goals.changed(tx, vmIds(rows)));
                });
    }

    /** Takes a guest's report, in a transaction of its own. */
    public Uni<ReportReceipt> reported(UUID vmId, InstallationReport report) {
        return transactions.inTransaction(tx -> guests.lock(tx, List.of(vmId)).flatMap(locked -> {
            Guest guest = locked.get(vmId);
            return tx.connection()
                    .preparedQuery("SELECT " + StoredOrder.COLUMNS
                            + ", coalesce(f.epoch, 0) AS epoch, coalesce(a.rivals_since IS NOT NULL, false) AS rivals"
                            + " FROM installation_order o LEFT JOIN fence f USING (rollout_id) LEFT JOIN agent a USING (vm_id)"
                            + " WHERE o.activity_id = $1 AND o.vm_id = $2")
                    .execute(Tuple.of(report.activityId(), vmId))
                    .flatMap(rows -> {
                        Optional<Row> row = stream(rows).findFirst();
                        Optional<StoredOrder> order = guest == null ? Optional.empty() : row.map(StoredOrder::read);
                        InstallationDecision decision = InstallationReports.decide(
                                order.map(StoredOrder::order),
                                report,
                                row.map(r -> r.getLong("epoch")).orElse(0L),
                                guest != null && guest.isAutomaticByPlatform(),
                                row.filter(r -> r.getBoolean("rivals")).isPresent(),
                                clock.now());
                        return apply(tx, order, report, decision)
                                .replaceWith(
                                        new ReportReceipt(decision.accepted(), decision.proceed(), decision.message()));
                    });
        }));
    }

    private Uni<Void> apply(
            Transaction tx, Optional<StoredOrder> stored, InstallationReport report, InstallationDecision decision) {
        if (decision instanceof InstallationDecision.Late || decision instanceof InstallationDecision.Repeated) {
            return nothing();
        }
        StoredOrder order = stored.orElseThrow();
        if (decision instanceof InstallationDecision.LeaveRefused refusal) {
            return move(tx, order, report, OrderState.WITHDRAWN)
                    .chain(() -> refuse(tx, order.vmId().toString(), order.activityId(), refusal.refused()))
                    .chain(() -> goals.changed(tx, List.of(order.vmId())));
        }
        if (decision instanceof InstallationDecision.Ended) {
            return end(tx, order, report);
        }
        return move(tx, order, report, OrderState.STARTED)
                .chain(() -> CorrelatedSend.send(tx, order.correlationId(), List.of(progress(order, report))));
    }

    private Uni<Void> end(Transaction tx, StoredOrder order, InstallationReport report) {
        Instant now = clock.now();
        InstallationEnded ended = new InstallationEnded(
                order.vmId().toString(),
                order.activityId(),
                report.sequence(),
                report.status(),
                order.startedAt(),
                earlier(report.at(), now),
                report.results(),
                report.rebootStatus(),
                report.maintenanceWindowExceeded(),
                Optional.of(report.bootId()),
                report.error());
        return move(tx, order, report, OrderState.ENDED)
                .chain(() -> verifications.begin(tx, order, report, now))
                .chain(() -> CorrelatedSend.send(tx, order.correlationId(), List.of(ended)))
                .chain(() -> goals.changed(tx, List.of(order.vmId())));
    }

    private Uni<Void> move(Transaction tx, StoredOrder order, InstallationReport report, OrderState next) {
        if (order.order().state() != next && !order.order().state().mayBecome(next)) {
            throw new IllegalStateException("order " + order.activityId() + " can't go from "
                    + order.order().state() + " to " + next);
        }
        Instant now = clock.now();
        return tx.connection()
                .preparedQuery(
                        """
                        UPDATE installation_order SET state = $2, sequence = $3,
                          started_at = coalesce(started_at, CASE WHEN $2 = 'Started' THEN $4::timestamptz END),
                          ended_at = CASE WHEN $2 = 'Ended' THEN $5::timestamptz END,
                          due_at = CASE WHEN $2 = 'Started' THEN due_at END
                        WHERE activity_id = $1""")
                .execute(Tuple.tuple()
                        .addString(order.activityId())
                        .addString(next.toString())
                        .addLong(report.sequence())
                        .addOffsetDateTime(Columns.utc(earlier(report.startedAt(), now)))
                        .addOffsetDateTime(Columns.utc(earlier(report.at(), now))))
                .replaceWithVoid();
    }

    private InstallationProgressed progress(StoredOrder order, InstallationReport report) {
        Instant now = clock.now();
        return new InstallationProgressed(
                order.vmId().toString(),
                order.activityId(),
                report.sequence(),
                order.startedAt().orElse(earlier(report.startedAt(), now)),
                earlier(report.at(), now),
                report.results(),
                report.rebootStatus());
    }

    /** Ends by name what is past not-after and reboot allowance, after a moment for reports still under way; says how many. */
    public Uni<Integer> endOverdue() {
        return pool.preparedQuery(
                        "SELECT vm_id FROM installation_order WHERE due_at <= $1 AND (real_overdue_since IS NULL"
                                + " OR real_overdue_since < clock_timestamp() - $2 * interval '1 millisecond')"
                                + " ORDER BY due_at LIMIT " + MOST_AT_ONCE)
                .execute(overdue())
                .flatMap(rows -> rows.size() == 0
                        ? Uni.createFrom().item(0)
                        : transactions.inTransaction(tx -> guests.tryLock(tx, vmIds(rows))
                                .flatMap(locked ->
                                        locked.isEmpty() ? Uni.createFrom().item(0) : endOverdue(tx, locked))));
    }

    private Uni<Integer> endOverdue(Transaction tx, Map<UUID, Guest> locked) {
        Tuple which = overdue().addArrayOfUUID(Guests.array(locked.keySet()));
        return tx.connection()
                .preparedQuery(
                        "UPDATE installation_order o SET state = 'Ended', ended_at = $1, due_at = NULL WHERE due_at <= $1"
                                + " AND real_overdue_since < clock_timestamp() - $2 * interval '1 millisecond' AND vm_id = ANY($3)"
                                + " RETURNING " + StoredOrder.COLUMNS)
                .execute(which)
                .chain(ended -> tx.connection()
                        .preparedQuery(
                                "UPDATE installation_order SET real_overdue_since = clock_timestamp() WHERE due_at <= $1"
                                        + " AND real_overdue_since IS NULL AND vm_id = ANY($2)")
                        .execute(Tuple.of(Columns.utc(clock.now()), Guests.array(locked.keySet())))
                        .chain(() -> endByName(
                                tx,
                                stream(ended).map(StoredOrder::read).toList(),
                                order -> Silence.nameOf(Optional.of(
                                        locked.get(order.vmId()).runtime().power()))))
                        .replaceWith(ended.rowCount()));
    }

    private Tuple overdue() {
        return Tuple.tuple()
                .addOffsetDateTime(Columns.utc(clock.now()))
                .addLong(config.reportGrace().toMillis());
    }

    /** Ends what a VM that is deleted in this transaction was ordered and verified for. */
    public Uni<Void> vmDeleted(Transaction tx, UUID vmId) {
        Instant now = clock.now();
        return tx.connection()
                .preparedQuery(
                        "UPDATE installation_order o SET state = 'Ended', ended_at = $2, due_at = NULL WHERE vm_id = $1"
                                + " AND state IN ('Given', 'Started') RETURNING " + StoredOrder.COLUMNS)
                .execute(Tuple.of(vmId, Columns.utc(now)))
                .chain(rows -> endByName(
                        tx, stream(rows).map(StoredOrder::read).toList(), order -> Silence.nameOf(Optional.empty())))
                .chain(() -> verifications.vmDeleted(tx, vmId, now));
    }

    private Uni<Void> endByName(Transaction tx, List<StoredOrder> orders, Function<StoredOrder, WireError> name) {
        Instant now = clock.now();
        return Multi.createFrom()
                .iterable(orders)
                .onItem()
                .transformToUniAndConcatenate(order -> {
                    WireError error = name.apply(order);
                    InstallationEnded ended = new InstallationEnded(
                            order.vmId().toString(),
                            order.activityId(),
                            order.order().sequence() + 1,
                            PatchOperationStatus.FAILED,
                            order.startedAt(),
                            now,
                            List.of(),
                            RebootStatus.UNKNOWN,
                            false,
                            Optional.empty(),
                            Optional.of(error));
                    return CorrelatedSend.send(tx, order.correlationId(), List.of(ended))
                            .chain(() -> verifications.unknown(tx, order, now, error.message()));
                })
                .collect()
                .asList()
                .chain(() ->
                        goals.changed(tx, orders.stream().map(StoredOrder::vmId).collect(Collectors.toSet())));
    }

    private Uni<Void> refuse(Transaction tx, String vmId, String activityId, Refused refused) {
        return tx.send(
                List.of(new InstallationRefused(vmId, activityId, refused.reason(), refused.message(), clock.now())));
    }

    /** Agents' clocks may be years off: nothing ended later than now. */
    private static Instant earlier(Instant reported, Instant now) {
        return reported.isAfter(now) ? now : reported;
    }

    private static Set<UUID> vmIds(RowSet<Row> rows) {
        return stream(rows).map(row -> row.getUUID("vm_id")).collect(Collectors.toSet());
    }

    private static Stream<Row> stream(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false);
    }

    private static Uni<Void> nothing() {
        return Uni.createFrom().voidItem();
    }
}
