package dev.offpeak.compute.agents;

import dev.offpeak.compute.work.AgentsConfig;
import dev.offpeak.compute.work.Columns;
import dev.offpeak.contracts.agent.GuestDescriptor;
import dev.offpeak.contracts.agent.GuestList;
import dev.offpeak.messaging.Transactions;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * What hosts are told of the VMs they should run, changes first come first told, by long poll.
 *
 * <p>Revisions are given here, one transaction at a time (advisory lock), to rows whose change is committed: so revisions become
 * visible in their order and a host that asks for what came after one never misses a row.
 */
@ApplicationScoped
class HostFeed {
    private static final Logger LOG = Logger.getLogger(HostFeed.class);
    private static final int MOST_AT_ONCE = 500;
    /** Any number no other advisory lock of this database uses. */
    private static final long LOCK = 7_265_501_112L;

    private record Waiter(long after, UniEmitter<? super GuestList> answer) {}

    private final Map<Waiter, Boolean> waiting = new ConcurrentHashMap<>();
    private final Transactions transactions;
    private final Pool pool;
    private final Vertx vertx;
    private final Duration longest;

    HostFeed(Transactions transactions, Pool pool, Vertx vertx, AgentsConfig config) {
        this.transactions = transactions;
        this.pool = pool;
        this.vertx = vertx;
        this.longest = config.longestPoll();
    }

    /**
     * Answers with what changed after that revision, as soon as there is something; with nothing when the wait is over.
     *
     * @param wait real time; zero asks once
     */
    Uni<GuestList> changedAfter(long after, Duration wait) {
        if (wait.isZero()) {
            return list().chain(() -> read(after));
        }
        return Uni.createFrom().emitter(emitter -> {
            Waiter waiter = new Waiter(after, emitter);
            waiting.put(waiter, true);
            long millis = Math.max(1, (wait.compareTo(longest) > 0 ? longest : wait).toMillis());
            long timer = vertx.setTimer(millis, fired -> end(waiter, new GuestList(List.of(), after)));
            emitter.onTermination(() -> {
                vertx.cancelTimer(timer);
                waiting.remove(waiter);
            });
            list().chain(() -> read(after)).subscribe().with(found -> offer(waiter, found), failure -> {
                if (waiting.remove(waiter) != null) {
                    emitter.fail(failure);
                }
            });
        });
    }

    /** Looks whether waiting hosts can be answered. */
    Uni<Integer> wake() {
        List<Waiter> hosts = new ArrayList<>(waiting.keySet());
        if (hosts.isEmpty()) {
            return Uni.createFrom().item(0);
        }
        long oldest = hosts.stream().mapToLong(Waiter::after).min().orElseThrow();
        return list().chain(() -> newest()).flatMap(newest -> {
            if (newest <= oldest) {
                return Uni.createFrom().item(0);
            }
            for (Waiter host : hosts) {
                if (host.after() < newest) {
                    read(host.after())
                            .subscribe()
                            .with(
                                    found -> offer(host, found),
                                    failure -> LOG.warnf(
                                            "The hosts' feed could not be read, it is tried again: %s", failure));
                }
            }
            return Uni.createFrom().item(0);
        });
    }

    private void offer(Waiter waiter, GuestList found) {
        if (!found.guests().isEmpty()) {
            end(waiter, found);
        }
    }

    private void end(Waiter waiter, GuestList answer) {
        if (waiting.remove(waiter) != null) {
            waiter.answer().complete(answer);
        }
    }

    /** Gives a revision to what changed and has none. Rows that someone is changing right now come with their own notification. */
    private Uni<Void> list() {
        return pool.query("SELECT 1 FROM guest WHERE listed IS NULL LIMIT 1")
                .execute()
                .flatMap(unlisted -> unlisted.size() == 0
                        ? Uni.createFrom().voidItem()
                        : transactions.inTransaction(tx -> tx.connection()
                                .preparedQuery("SELECT pg_advisory_xact_lock($1)")
                                .execute(Tuple.of(LOCK))
                                .chain(() -> tx.connection()
                                        .query("WITH c AS MATERIALIZED (SELECT vm_id FROM guest WHERE listed IS NULL"
                                                + " ORDER BY vm_id FOR UPDATE SKIP LOCKED)"
                                                + " UPDATE guest g SET listed = nextval('guest_revision') FROM c"
                                                + " WHERE g.vm_id = c.vm_id")
                                        .execute())
                                .replaceWithVoid()));
    }

    private Uni<Long> newest() {
        return pool.query("SELECT coalesce(max(listed), 0) FROM guest")
                .execute()
                .map(rows -> rows.iterator().next().getLong(0));
    }

    /** A host that asks from the start is not told of VMs that are gone already. */
    private Uni<GuestList> read(long after) {
        return pool.preparedQuery(
                        """
                        SELECT g.descriptor, g.deleted, g.listed, a.enrolment_token FROM guest g LEFT JOIN agent a USING (vm_id)
                        WHERE g.listed > $1 AND ($1 > 0 OR NOT g.deleted) ORDER BY g.listed LIMIT $2""")
                .execute(Tuple.of(after, MOST_AT_ONCE))
                .map(rows -> {
                    List<GuestDescriptor> guests = new ArrayList<>(rows.size());
                    rows.forEach(row -> guests.add(descriptor(row)));
                    return new GuestList(
                            guests,
                            guests.isEmpty()
                                    ? after
                                    : guests.get(guests.size() - 1).revision());
                });
    }

    private static GuestDescriptor descriptor(Row row) {
        GuestDescriptor stored = Columns.record(GuestDescriptor.class, row.getJsonObject("descriptor"));
        return new GuestDescriptor(
                stored.vmId(),
                stored.resourceId(),
                stored.name(),
                stored.region(),
                stored.osType(),
                stored.image(),
                stored.tags(),
                Optional.ofNullable(row.getString("enrolment_token")),
                stored.desiredPower(),
                row.getBoolean("deleted"),
                row.getLong("listed"));
    }
}
