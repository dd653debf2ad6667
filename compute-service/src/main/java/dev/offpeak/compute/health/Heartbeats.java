package dev.offpeak.compute.health;

import dev.offpeak.compute.domain.health.GuestSignals;
import dev.offpeak.compute.enablement.EnablementStore;
import dev.offpeak.compute.work.AgentsConfig;
import dev.offpeak.compute.work.Guest;
import dev.offpeak.compute.work.Guests;
import dev.offpeak.contracts.agent.Heartbeat;
import dev.offpeak.contracts.agent.HeartbeatReceipt;
import dev.offpeak.time.PlatformClock;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Takes heartbeats, thousands a second. Those that arrive while a batch is being handled make up the next one, so that batches grow
 * with the load and one that comes alone is handled at once. A batch is:
 *
 * <ol>
 *   <li>one query for what is known of these VMs;
 *   <li>nothing more for guests that go on as before and were written lately;
 *   <li>one statement for those whose last sign of life is getting old;
 *   <li>one transaction ({@link HeartbeatWriter}) for those that changed something or are being verified.
 * </ol>
 *
 * A receipt is given only after that, so that what an agent was told was received is not lost.
 */
@ApplicationScoped
public class Heartbeats {
    private static final int MOST_AT_ONCE = 1000;
    /** A guest's own view of its extension may be older than its report by that much, real time. */
    static final int EXTENSION_SETTLES_SECONDS = 5;

    private static final String KNOWN = "SELECT " + Guests.COLUMNS + ", " + EnablementStore.COLUMNS
            + ", e.real_entered_at < clock_timestamp() - " + EXTENSION_SETTLES_SECONDS
            + """
             * interval '1 second' AS extension_settled,
              a.revision, a.power_heard_at, w.verification_millis, h.lapsed,
              a.rivals_since IS NOT NULL AS rivals,
              a.real_credential_at < clock_timestamp() - $3 * interval '1 millisecond' AS credential_old,
              h.heard_at IS NULL OR h.heard_at < clock_timestamp() - $2 * interval '1 millisecond' AS stale
            FROM agent a JOIN virtual_machine v USING (vm_id) LEFT JOIN heartbeat h USING (vm_id)
              LEFT JOIN enablement e USING (vm_id)
              LEFT JOIN verification w ON w.vm_id = a.vm_id AND w.verdict IS NULL
            WHERE a.vm_id = ANY($1)""";

    private final Queue<HeardBeat> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean busy = new AtomicBoolean();

    private final Pool pool;
    private final HeartbeatWriter writer;
    private final Pace pace;
    private final PlatformClock clock;
    private final Duration rewriteAfter;
    private final Duration credentialAge;

    Heartbeats(Pool pool, HeartbeatWriter writer, Pace pace, AgentsConfig config, PlatformClock clock) {
        this.pool = pool;
        this.writer = writer;
        this.pace = pace;
        this.clock = clock;
        this.rewriteAfter = rewriteAfter(config);
        this.credentialAge = config.credentialAge();
    }

    /** A sign of life may be this old in the database while the guest goes on as before; the lapse allows for it. */
    static Duration rewriteAfter(AgentsConfig config) {
        return config.heartbeatLapse().dividedBy(6);
    }

    /** Takes one heartbeat; empty when there is no such VM. */
    public Uni<Optional<HeartbeatReceipt>> heard(UUID vmId, Heartbeat beat) {
        return Uni.createFrom().emitter(emitter -> {
            waiting.add(new HeardBeat(vmId, beat, clock.now(), clock.realNow(), emitter));
            next();
        });
    }

    private void next() {
        if (waiting.isEmpty() || !busy.compareAndSet(false, true)) {
            return;
        }
        Map<UUID, List<HeardBeat>> batch = new LinkedHashMap<>();
        for (int i = 0; i < MOST_AT_ONCE; i++) {
            HeardBeat beat = waiting.poll();
            if (beat == null) {
                break;
            }
            batch.computeIfAbsent(beat.vmId(), id -> new ArrayList<>(1)).add(beat);
        }
        Uni.createFrom()
                .deferred(() -> handle(batch))
                .subscribe()
                .with(receipts -> finish(batch, receipts), failure -> fail(batch, failure));
    }

    private Uni<Map<UUID, HeartbeatReceipt>> handle(Map<UUID, List<HeardBeat>> batch) {
        return pool.preparedQuery(KNOWN)
                .execute(Tuple.of(
                        batch.keySet().toArray(UUID[]::new), rewriteAfter.toMillis(), credentialAge.toMillis()))
                .flatMap(rows -> {
                    Map<UUID, HeartbeatReceipt> receipts = new HashMap<>();
                    Map<UUID, List<HeardBeat>> changing = new LinkedHashMap<>();
                    List<UUID> stale = new ArrayList<>();
                    for (Row row : rows) {
                        Guest guest = Guests.read(row);
                        List<HeardBeat> beats = batch.get(guest.vmId());
                        Long verification = row.getLong("verification_millis");
                        receipts.put(
                                guest.vmId(),
                                new HeartbeatReceipt(
                                        pace.seconds(
                                                verification == null
                                                        ? OptionalLong.empty()
                                                        : OptionalLong.of(verification)),
                                        row.getLong("revision"),
                                        row.getBoolean("credential_old")));
                        if (verification != null || changes(row, guest, beats)) {
                            changing.put(guest.vmId(), beats);
                        } else if (row.getBoolean("stale")) {
                            stale.add(guest.vmId());
                        }
                    }
                    return writer.alive(stale)
                            .chain(() -> changing.isEmpty() ? Uni.createFrom().voidItem() : writer.write(changing))
                            .replaceWith(receipts);
                });
    }

    private static boolean changes(Row row, Guest guest, List<HeardBeat> beats) {
        return Boolean.TRUE.equals(row.getBoolean("lapsed"))
                || row.getBoolean("rivals")
                || beats.stream().anyMatch(heard -> changes(row, guest, heard));
    }

    private static boolean changes(Row row, Guest guest, HeardBeat heard) {
        return !GuestSignals.heard(guest.runtime(), heard.beat(), guest.provisioning(), false, heard.at())
                        .equals(guest.runtime())
                || HeartbeatWriter.hasAnotherExtension(row, guest, heard.beat());
    }

    private void finish(Map<UUID, List<HeardBeat>> batch, Map<UUID, HeartbeatReceipt> receipts) {
        busy.set(false);
        next();
        batch.forEach((vmId, beats) ->
                beats.forEach(beat -> beat.answer().complete(Optional.ofNullable(receipts.get(vmId)))));
    }

    private void fail(Map<UUID, List<HeardBeat>> batch, Throwable failure) {
        busy.set(false);
        next();
        batch.values().forEach(beats -> beats.forEach(beat -> beat.answer().fail(failure)));
    }
}
