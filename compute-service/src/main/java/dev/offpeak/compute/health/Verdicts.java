package dev.offpeak.compute.health;

import dev.offpeak.compute.domain.health.Verdict;
import dev.offpeak.compute.domain.health.Watch;
import dev.offpeak.compute.work.Columns;
import dev.offpeak.compute.work.CorrelatedSend;
import dev.offpeak.compute.work.GoalChanges;
import dev.offpeak.compute.work.Guests;
import dev.offpeak.compute.work.Verifications;
import dev.offpeak.contracts.message.VmHealthObserved;
import dev.offpeak.messaging.Transaction;
import dev.offpeak.messaging.Transactions;
import dev.offpeak.time.PlatformClock;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;

/** Judges verification times (rule O3) as heartbeats come, or don't; the caller's or its own transaction holds the VMs locked. */
@ApplicationScoped
public class Verdicts {
    private static final int MOST_AT_ONCE = 500;
    private static final String COLUMNS =
            "activity_id, vm_id, began_heard_at, until_at, verification_millis, reported_boot,"
                    + " reboot_expected, boot, last_heard_at, lapsed, correlation_id";

    private final Transactions transactions;
    private final Pool pool;
    private final Guests guests;
    private final GoalChanges goals;
    private final Pace pace;
    private final PlatformClock clock;

    Verdicts(Transactions transactions, Pool pool, Guests guests, GoalChanges goals, Pace pace, PlatformClock clock) {
        this.transactions = transactions;
        this.pool = pool;
        this.guests = guests;
        this.goals = goals;
        this.pace = pace;
        this.clock = clock;
    }

    private record Stored(UUID vmId, Optional<String> correlationId, Duration lapse, Watch watch) {}

    /** Applies heartbeats, oldest first, to what is being verified on these VMs. */
    Uni<Void> heard(Transaction tx, Map<UUID, List<HeardBeat>> batch) {
        return judge(tx, batch.keySet(), (stored, watch) -> {
            Watch after = watch;
            for (HeardBeat beat : batch.get(stored.vmId())) {
                after = after.heard(beat.signal(), stored.lapse());
            }
            return after;
        });
    }

    /** Judges those whose time is over and whose guest is silent; says how many VMs it looked at. */
    public Uni<Integer> round() {
        return pool.preparedQuery("SELECT vm_id FROM verification WHERE verdict IS NULL AND until_at <= $1"
                        + " AND (lapsed OR coalesce(last_heard_at, began_heard_at) < clock_timestamp() - interval '5 seconds')"
                        + " ORDER BY until_at LIMIT " + MOST_AT_ONCE)
                .execute(Tuple.of(Columns.utc(clock.now())))
                .map(rows -> {
                    List<UUID> over = new ArrayList<>();
                    rows.forEach(row -> over.add(row.getUUID("vm_id")));
                    return over;
                })
                .flatMap(over -> over.isEmpty()
                        ? Uni.createFrom().item(0)
                        : transactions.inTransaction(
                                tx -> guests.tryLock(tx, over).flatMap(locked -> judge(
                                                tx,
                                                locked.keySet(),
                                                (stored, watch) ->
                                                        watch.silent(clock.now(), clock.realNow(), stored.lapse()))
                                        .replaceWith(0))));
    }

    private Uni<Void> judge(Transaction tx, Collection<UUID> vmIds, BiFunction<Stored, Watch, Watch> rule) {
        return tx.connection()
                .preparedQuery("SELECT " + COLUMNS + " FROM verification WHERE verdict IS NULL AND vm_id = ANY($1)")
                .execute(Tuple.tuple().addArrayOfUUID(vmIds.toArray(UUID[]::new)))
                .flatMap(rows -> {
                    Map<String, Stored> changed = new LinkedHashMap<>();
                    for (Row row : rows) {
                        Stored stored = read(row);
                        Watch after = rule.apply(stored, stored.watch());
                        if (!after.equals(stored.watch())) {
                            changed.put(
                                    row.getString("activity_id"),
                                    new Stored(stored.vmId(), stored.correlationId(), stored.lapse(), after));
                        }
                    }
                    return changed.isEmpty() ? Uni.createFrom().voidItem() : save(tx, changed);
                });
    }

    private Stored read(Row row) {
        return new Stored(
                row.getUUID("vm_id"),
                Columns.optionalText(row, "correlation_id"),
                pace.lapse(row.getLong("verification_millis")),
                Verifications.read(row));
    }

    private Uni<Void> save(Transaction tx, Map<String, Stored> changed) {
        List<Watch> all = changed.values().stream().map(Stored::watch).toList();
        List<UUID> judged = changed.values().stream()
                .filter(stored -> stored.watch().verdict().isPresent())
                .map(Stored::vmId)
                .toList();
        return tx.connection()
                .preparedQuery(
                        """
                        UPDATE verification w SET boot = c.boot, last_heard_at = c.last_heard_at, lapsed = c.lapsed, verdict = c.verdict
                        FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::boolean[], $5::text[])
                          AS c(activity_id, boot, last_heard_at, lapsed, verdict)
                        WHERE w.activity_id = c.activity_id""")
                .execute(Tuple.tuple()
                        .addArrayOfString(changed.keySet().toArray(String[]::new))
                        .addArrayOfString(
                                all.stream().map(w -> w.boot().orElse(null)).toArray(String[]::new))
                        .addArrayOfOffsetDateTime(all.stream()
                                .map(w -> Columns.utc(w.lastHeardAt()))
                                .toArray(OffsetDateTime[]::new))
                        .addArrayOfBoolean(all.stream().map(Watch::lapsed).toArray(Boolean[]::new))
                        .addArrayOfString(all.stream()
                                .map(w -> w.verdict()
                                        .map(v -> v.health().toString())
                                        .orElse(null))
                                .toArray(String[]::new)))
                .chain(() -> tell(tx, changed))
                .chain(() -> goals.changed(tx, judged));
    }

    private Uni<Void> tell(Transaction tx, Map<String, Stored> changed) {
        return Multi.createFrom()
                .iterable(changed.entrySet())
                .onItem()
                .transformToUniAndConcatenate(entry -> entry.getValue()
                        .watch()
                        .verdict()
                        .map(verdict -> CorrelatedSend.send(
                                tx,
                                entry.getValue().correlationId(),
                                List.of(message(entry.getKey(), entry.getValue(), verdict))))
                        .orElseGet(() -> Uni.createFrom().voidItem()))
                .collect()
                .asList()
                .replaceWithVoid();
    }

    private VmHealthObserved message(String activityId, Stored stored, Verdict verdict) {
        return new VmHealthObserved(
                stored.vmId().toString(),
                activityId,
                verdict.health(),
                clock.now(),
                stored.watch().boot(),
                verdict.why());
    }
}
