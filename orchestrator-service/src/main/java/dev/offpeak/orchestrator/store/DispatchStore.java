package dev.offpeak.orchestrator.store;

import static dev.offpeak.orchestrator.store.Columns.at;
import static dev.offpeak.orchestrator.store.Columns.row;
import static dev.offpeak.orchestrator.store.Columns.stream;
import static dev.offpeak.orchestrator.store.Columns.texts;

import dev.offpeak.contracts.RebootSetting;
import dev.offpeak.messaging.Transaction;
import dev.offpeak.orchestrator.domain.HoldReason;
import dev.offpeak.orchestrator.domain.SubscriptionRegion;
import dev.offpeak.orchestrator.domain.VmId;
import dev.offpeak.orchestrator.domain.VmProgress;
import dev.offpeak.orchestrator.planner.Assignment;
import dev.offpeak.orchestrator.planner.Candidate;
import dev.offpeak.orchestrator.planner.InFlight;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a decision looks at, and what it writes; all of it as sets. */
@ApplicationScoped
public class DispatchStore implements Dispatches {
    private static final String[] HOLD_NOBODY_UP = Arrays.stream(HoldReason.values())
            .filter(HoldReason::holdsNobodyUp)
            .map(HoldReason::toString)
            .toArray(String[]::new);

    private final FleetRows fleet;

    DispatchStore(FleetRows fleet) {
        this.fleet = fleet;
    }

    @Override
    public Uni<List<Tally>> tallies(Transaction transaction, String rolloutId) {
        return tallies(transaction.connection(), rolloutId);
    }

    /** The same outside a transaction. */
    public Uni<List<Tally>> tallies(SqlClient client, String rolloutId) {
        return client.preparedQuery(
                        """
                        select phase, region, step, batch, state, sum(n)::int as vms,
                            coalesce(sum(n) filter (where state = 'Waiting' and hold = any($2)), 0)::int as not_eligible
                        from tally_now
                        where rollout_id = $1 and (not gone or state = 'InFlight')
                        group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5""")
                .execute(row(rolloutId, HOLD_NOBODY_UP))
                .map(rows -> stream(rows)
                        .map(found -> new Tally(
                                found.getInteger("phase"),
                                found.getString("region"),
                                found.getInteger("step"),
                                found.getInteger("batch"),
                                Columns.word(VmProgress.values(), found.getString("state")),
                                found.getInteger("vms"),
                                found.getInteger("not_eligible")))
                        .toList());
    }

    @Override
    public Uni<List<Waiting>> waiting(Transaction transaction, String rolloutId) {
        return waiting(
                transaction,
                rolloutId,
                FleetRows.SOURCES,
                "join phase q on q.rollout_id = a.rollout_id and q.number = a.phase and q.state <> 'Waiting'");
    }

    @Override
    public Uni<List<Waiting>> waitingInTurn(Transaction transaction, String rolloutId) {
        return waiting(
                transaction,
                rolloutId,
                FleetRows.SOURCES_OF_SOME,
                """
                join lane l on l.rollout_id = a.rollout_id and l.phase = a.phase and l.region = a.region
                    and (l.state = 'Completed' or l.state = 'InProgress' and (a.step, a.batch) <= (l.step, l.batch))""");
    }

    private Uni<List<Waiting>> waiting(Transaction transaction, String rolloutId, String sources, String which) {
        return transaction
                .connection()
                .preparedQuery(
                        """
                        select w.*, a.phase, a.step, a.batch, a.state, a.attempts, a.last_ordered_at, a.hold, a.hold_until, a.waiting_since,
                            coalesce(a.real_refused_at + least(60, power(2, a.refusals)) * interval '1 second' > clock_timestamp(), false)
                                as backing_off
                        from assignment a\s"""
                                + which
                                + " join (select " + FleetRows.COLUMNS + " from " + sources + " where not v.deleted"
                                + """
                        ) w using (vm_id)
                        where a.rollout_id = $1 and a.state in ('Waiting', 'Partial', 'Failed')
                        order by a.vm_id""")
                .execute(row(rolloutId))
                .map(rows -> stream(rows).map(this::waiting).toList());
    }

    @Override
    public Uni<List<InFlight>> inFlight(Transaction transaction) {
        return transaction
                .connection()
                .preparedQuery(
                        "select vm_id, subscription_id, region, zone, availability_set, update_domain from in_flight order by vm_id")
                .execute()
                .map(rows -> stream(rows)
                        .map(found -> new InFlight(new VmId(found.getString("vm_id")), FleetRows.placement(found)))
                        .toList());
    }

    @Override
    public Uni<Map<String, Set<String>>> heldSets(Transaction transaction) {
        return transaction
                .connection()
                .preparedQuery("select availability_set, vm_id from set_hold")
                .execute()
                .map(rows -> {
                    Map<String, Set<String>> held = new HashMap<>();
                    stream(rows).forEach(found -> held.computeIfAbsent(
                                    found.getString("availability_set"), set -> new HashSet<>())
                            .add(found.getString("vm_id")));
                    return held;
                });
    }

    @Override
    public Uni<Map<SubscriptionRegion, Integer>> outsideSets(Transaction transaction, Set<SubscriptionRegion> which) {
        List<SubscriptionRegion> asked = List.copyOf(which);
        return transaction
                .connection()
                .preparedQuery(
                        """
                        select u.subscription_id, u.region, count(*)::int as vms
                        from unnest($1::text[], $2::text[]) as u(subscription_id, region) join vm v using (subscription_id, region)
                        where not v.deleted and v.availability_set is null group by 1, 2""")
                .execute(row(
                        texts(asked.stream()
                                .map(SubscriptionRegion::subscriptionId)
                                .toList()),
                        texts(asked.stream().map(SubscriptionRegion::region).toList())))
                .map(rows -> {
                    Map<SubscriptionRegion, Integer> counts = new HashMap<>();
                    stream(rows)
                            .forEach(found -> counts.put(
                                    new SubscriptionRegion(
                                            found.getString("subscription_id"), found.getString("region")),
                                    found.getInteger("vms")));
                    return counts;
                });
    }

    @Override
    public Uni<List<Slot>> takeSlots(
            Transaction transaction, String rolloutId, String region, List<NewOrder> orders, Instant now) {
        return transaction
                .connection()
                .preparedQuery("select * from take_slots($1, $2, $3, $4, $5, $6, $7, $8)")
                .execute(row(
                        region,
                        rolloutId,
                        texts(orders.stream().map(NewOrder::vmId).toList()),
                        texts(orders.stream().map(NewOrder::activityId).toList()),
                        at(now),
                        at(orders.stream().map(NewOrder::notAfter).toList()),
                        at(orders.stream().map(NewOrder::endBy).toList()),
                        orders.stream().map(NewOrder::cap).toArray(Integer[]::new)))
                .map(rows -> stream(rows).map(DispatchStore::slot).toList());
    }

    @Override
    public Uni<List<NewOrder.Stored>> record(
            Transaction transaction,
            Rollout rollout,
            String region,
            List<NewOrder> orders,
            List<Slot> taken,
            Instant now) {
        Map<String, NewOrder> byActivity = new HashMap<>();
        orders.forEach(order -> byActivity.put(order.activityId(), order));
        List<NewOrder> given =
                taken.stream().map(slot -> byActivity.get(slot.activityId())).toList();
        return transaction
                .connection()
                .preparedQuery(
                        """
                        with placed as (
                            select * from unnest($3::text[], $4::text[], $5::bigint[], $6::timestamptz[], $9::int[], $10::time[], $11::time[],
                                $12::text[]) as u(vm_id, activity_id, order_number, not_after, shared_with, window_start, window_end, time_zone)),
                        moved as (
                            update assignment a set state = 'InFlight', attempts = a.attempts + 1, last_activity = p.activity_id,
                                last_ordered_at = $7, hold = null, hold_sentence = null, hold_until = null, held_since = null, waiting_since = null,
                                changed_at = $7
                            from placed p where a.rollout_id = $1 and a.vm_id = p.vm_id returning a.vm_id, a.attempts),
                        stored as (
                            insert into installation (activity_id, vm_id, rollout_id, region, order_number, attempt, fence_epoch, issued_at,
                                not_after, shared_with, window_start, window_end, time_zone, state)
                            select p.activity_id, p.vm_id, $1, $2, p.order_number, m.attempts, $8, $7, p.not_after, p.shared_with,
                                p.window_start, p.window_end, p.time_zone, 'Ordered'
                            from placed p join moved m using (vm_id) returning activity_id, vm_id, order_number)
                        select s.activity_id, s.order_number, coalesce(w.reboot_setting, v.reboot_setting) as reboot_setting
                        from stored s join vm v using (vm_id) left join window_policy w on w.scope = v.window_scope order by s.order_number""")
                .execute(row(
                        rollout.id(),
                        region,
                        texts(taken.stream().map(Slot::vmId).toList()),
                        texts(taken.stream().map(Slot::activityId).toList()),
                        taken.stream().map(slot -> slot.order().orElseThrow()).toArray(Long[]::new),
                        at(given.stream().map(NewOrder::notAfter).toList()),
                        at(now),
                        rollout.fenceEpoch(),
                        given.stream().map(NewOrder::sharedWith).toArray(Integer[]::new),
                        given.stream()
                                .map(order -> order.vm().hours().window().start())
                                .toArray(LocalTime[]::new),
                        given.stream()
                                .map(order -> order.vm().hours().window().end())
                                .toArray(LocalTime[]::new),
                        texts(given.stream()
                                .map(order -> order.vm().hours().zone().getId())
                                .toList())))
                .map(rows -> stream(rows)
                        .map(found -> new NewOrder.Stored(
                                found.getString("activity_id"),
                                found.getLong("order_number"),
                                Columns.word(RebootSetting.values(), found.getString("reboot_setting"))))
                        .toList());
    }

    @Override
    public Uni<Void> hold(Transaction transaction, String rolloutId, List<NewHold> holds, Instant now) {
        if (holds.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return transaction
                .connection()
                .preparedQuery(
                        """
                        update assignment a set hold = u.reason, hold_sentence = u.sentence, hold_until = u.until,
                            held_since = case when a.hold is distinct from u.reason then $6 else coalesce(a.held_since, $6) end
                        from unnest($2::text[], $3::text[], $4::text[], $5::timestamptz[]) as u(vm_id, reason, sentence, until)
                        where a.rollout_id = $1 and a.vm_id = u.vm_id and a.state in ('Waiting', 'Partial', 'Failed')""")
                .execute(row(
                        rolloutId,
                        texts(holds.stream().map(NewHold::vmId).toList()),
                        texts(holds.stream()
                                .map(hold -> hold.reason().toString())
                                .toList()),
                        texts(holds.stream().map(NewHold::sentence).toList()),
                        holds.stream().map(hold -> at(hold.until())).toArray(OffsetDateTime[]::new),
                        at(now)))
                .replaceWithVoid();
    }

    @Override
    public Uni<Void> tryFailedAnew(Transaction transaction, String rolloutId, Instant now) {
        return transaction
                .connection()
                .preparedQuery(
                        "update assignment set state = 'Waiting', changed_at = $2 where rollout_id = $1 and state = 'Failed'")
                .execute(row(rolloutId, at(now)))
                .replaceWithVoid();
    }

    private Waiting waiting(Row row) {
        Assignment slot = new Assignment(
                new VmId(row.getString("vm_id")),
                row.getInteger("phase"),
                row.getString("region"),
                row.getInteger("step"),
                row.getString("zone"),
                row.getInteger("batch"));
        return new Waiting(
                new Candidate(
                        fleet.vm(row),
                        slot,
                        Columns.word(VmProgress.values(), row.getString("state")),
                        row.getInteger("attempts"),
                        Columns.maybeInstant(row, "last_ordered_at")),
                Columns.maybeText(row, "hold"),
                Columns.maybeInstant(row, "hold_until"),
                Columns.maybeInstant(row, "waiting_since"),
                row.getBoolean("backing_off"));
    }

    private static Slot slot(Row row) {
        Optional<String> refused = Columns.maybeText(row, "refused");
        return new Slot(
                row.getString("slot_vm"),
                row.getString("slot_activity"),
                Optional.ofNullable(row.getLong("slot_order")),
                refused.flatMap(Slot::reason),
                Columns.maybeText(row, "reason"));
    }
}
