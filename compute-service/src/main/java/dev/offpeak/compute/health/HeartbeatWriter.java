package dev.offpeak.compute.health;

import dev.offpeak.compute.domain.GuestRuntime;
import dev.offpeak.compute.domain.health.Boots;
import dev.offpeak.compute.domain.health.GuestSignals;
import dev.offpeak.compute.domain.orders.Silence;
import dev.offpeak.compute.enablement.EnablementSteps;
import dev.offpeak.compute.enablement.EnablementStore;
import dev.offpeak.compute.work.AgentsConfig;
import dev.offpeak.compute.work.Guest;
import dev.offpeak.compute.work.Guests;
import dev.offpeak.contracts.agent.Heartbeat;
import dev.offpeak.messaging.Transaction;
import dev.offpeak.messaging.Transactions;
import dev.offpeak.time.PlatformClock;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Writes what a batch of heartbeats changed, and what their absence does; sets of VMs, each in one transaction. */
@ApplicationScoped
class HeartbeatWriter {
    private static final int MOST_AT_ONCE = 500;

    private static final String ALIVE =
            """
            INSERT INTO heartbeat (vm_id, heard_at) SELECT a.vm_id, clock_timestamp() FROM agent a
              WHERE a.vm_id = ANY($1) ORDER BY a.vm_id
            ON CONFLICT (vm_id) DO UPDATE SET heard_at = excluded.heard_at, lapsed = false""";

    private final Transactions transactions;
    private final Pool pool;
    private final Guests guests;
    private final EnablementSteps enablement;
    private final Verdicts verdicts;
    private final PlatformClock clock;
    private final Boots.Patience patience;

    HeartbeatWriter(
            Transactions transactions,
            Pool pool,
            Guests guests,
            EnablementSteps enablement,
            Verdicts verdicts,
            AgentsConfig config,
            PlatformClock clock) {
        this.transactions = transactions;
        this.pool = pool;
        this.guests = guests;
        this.enablement = enablement;
        this.verdicts = verdicts;
        this.clock = clock;
        this.patience = new Boots.Patience(config.lateHeartbeat(), config.rivalsGoneAfter());
    }

    /** Notes that these guests are still there. */
    Uni<Void> alive(Collection<UUID> vmIds) {
        return vmIds.isEmpty()
                ? Uni.createFrom().voidItem()
                : pool.preparedQuery(ALIVE).execute(ids(vmIds)).replaceWithVoid();
    }

    /** What one VM's heartbeats make of it. */
    private record Outcome(GuestRuntime runtime, Boots boots, List<HeardBeat> counted) {}

    /**
     * Writes what these heartbeats, oldest first, change: readiness, power, boot, health, another extension, verification. Those of a
     * boot that was just replaced, and those of a credential that was just revoked, change nothing.
     */
    Uni<Void> write(Map<UUID, List<HeardBeat>> batch) {
        return transactions.inTransaction(tx -> guests.lock(tx, batch.keySet())
                .chain(locked -> load(tx, locked.keySet()).flatMap(rows -> {
                    Map<UUID, GuestRuntime> after = new LinkedHashMap<>();
                    Map<UUID, List<HeardBeat>> counted = new LinkedHashMap<>();
                    Map<UUID, Boots> boots = new LinkedHashMap<>();
                    List<UUID> woken = new ArrayList<>();
                    rows.forEach((vmId, row) -> {
                        Guest guest = locked.get(vmId);
                        Boots known = BootStore.read(row, guest.runtime().bootId());
                        Outcome outcome = outcome(row, guest, known, batch.get(vmId));
                        after.put(vmId, outcome.runtime());
                        counted.put(vmId, outcome.counted());
                        if (!outcome.boots().equals(known)) {
                            boots.put(vmId, outcome.boots());
                        }
                        if (!outcome.runtime().equals(guest.runtime())) {
                            woken.add(vmId);
                        }
                    });
                    return guests.write(tx, locked, after, "The guest's heartbeat.")
                            .chain(() -> enablement.wake(tx, woken))
                            .chain(() -> verdicts.heard(tx, counted))
                            .chain(() -> tx.connection()
                                    .preparedQuery(ALIVE)
                                    .execute(ids(counted.keySet()))
                                    .replaceWithVoid())
                            .chain(() -> BootStore.save(tx, boots));
                })));
    }

    private Uni<Map<UUID, Row>> load(Transaction tx, Collection<UUID> vmIds) {
        return tx.connection()
                .preparedQuery("SELECT a.vm_id, a.power_heard_at, " + BootStore.COLUMNS + ", " + EnablementStore.COLUMNS
                        + ", e.real_entered_at < clock_timestamp() - " + Heartbeats.EXTENSION_SETTLES_SECONDS
                        + " * interval '1 second' AS extension_settled"
                        + " FROM agent a LEFT JOIN enablement e USING (vm_id) WHERE a.vm_id = ANY($1)"
                        + " AND (a.credential_hash IS NOT NULL OR a.enrolment_token IS NULL)")
                .execute(ids(vmIds))
                .map(rows -> {
                    Map<UUID, Row> byId = new LinkedHashMap<>();
                    rows.forEach(row -> byId.put(row.getUUID("vm_id"), row));
                    return byId;
                });
    }

    private Outcome outcome(Row row, Guest guest, Boots known, List<HeardBeat> beats) {
        GuestRuntime runtime = guest.runtime();
        Boots boots = known;
        List<HeardBeat> counted = new ArrayList<>(beats.size());
        for (HeardBeat heard : beats) {
            if (wasSentBeforeGoingOff(row, guest, heard)
                    || boots.isLate(heard.beat().bootId(), heard.heardAt(), patience)) {
                continue;
            }
            counted.add(heard);
            boots = boots.heard(heard.beat().bootId(), heard.heardAt(), patience);
            runtime = GuestSignals.heard(
                    runtime, heard.beat(), guest.provisioning(), boots.rivals().isPresent(), heard.at());
            if (hasAnotherExtension(row, guest, heard.beat())) {
                runtime = runtime.withPatchExtensionVersion(heard.beat().extensionVersion())
                        .withEnabled(runtime.enabled()
                                && heard.beat().extensionVersion().isPresent());
            }
        }
        return new Outcome(runtime, boots, counted);
    }

    /** A heartbeat that was under way when the host told that the VM is off must not turn it on again. */
    private static boolean wasSentBeforeGoingOff(Row row, Guest guest, HeardBeat heard) {
        return Silence.isOff(guest.runtime().power())
                && Optional.ofNullable(row.getOffsetDateTime("power_heard_at"))
                        .filter(at -> !heard.heardAt().isAfter(at.toInstant()))
                        .isPresent();
    }

    /**
     * Whether a guest that had the extension says that it has none or another version, as after its disk was restored, and no step that
     * changes it is under way or was just done.
     */
    static boolean hasAnotherExtension(Row row, Guest guest, Heartbeat beat) {
        return guest.runtime().patchExtensionVersion().isPresent()
                && !guest.runtime().patchExtensionVersion().equals(beat.extensionVersion())
                && row.getString("enablement_activity") == null
                && Boolean.TRUE.equals(row.getBoolean("extension_settled"));
    }

    /**
     * Marks agents that were silent for too long as gone (rule E5); says how many.
     *
     * @param lapseMillis real time
     */
    Uni<Integer> lapse(long lapseMillis) {
        return pool.preparedQuery("SELECT vm_id FROM heartbeat WHERE NOT lapsed"
                        + " AND heard_at < clock_timestamp() - $1 * interval '1 millisecond' ORDER BY heard_at LIMIT "
                        + MOST_AT_ONCE)
                .execute(Tuple.of(lapseMillis))
                .map(rows -> {
                    List<UUID> silent = new ArrayList<>();
                    rows.forEach(row -> silent.add(row.getUUID("vm_id")));
                    return silent;
                })
                .flatMap(silent -> silent.isEmpty()
                        ? Uni.createFrom().item(0)
                        : transactions.inTransaction(tx -> guests.tryLock(tx, silent)
                                .flatMap(locked ->
                                        locked.isEmpty() ? Uni.createFrom().item(0) : lapse(tx, locked, lapseMillis))));
    }

    private Uni<Integer> lapse(Transaction tx, Map<UUID, Guest> locked, long lapseMillis) {
        return tx.connection()
                .preparedQuery("UPDATE heartbeat SET lapsed = true WHERE vm_id = ANY($1) AND NOT lapsed"
                        + " AND heard_at < clock_timestamp() - $2 * interval '1 millisecond' RETURNING vm_id")
                .execute(ids(locked.keySet()).addLong(lapseMillis))
                .flatMap(rows -> {
                    Map<UUID, GuestRuntime> after = new LinkedHashMap<>();
                    rows.forEach(row -> {
                        Guest guest = locked.get(row.getUUID("vm_id"));
                        // One that is off is not ready already, and says why better than silence could.
                        if (!Silence.isOff(guest.runtime().power())) {
                            after.put(guest.vmId(), GuestSignals.silent(guest.runtime(), clock.now()));
                        }
                    });
                    return guests.write(tx, locked, after, "No heartbeat came for too long.")
                            .replaceWith(rows.rowCount());
                });
    }

    private static Tuple ids(Collection<UUID> vmIds) {
        return Tuple.tuple().addArrayOfUUID(vmIds.toArray(UUID[]::new));
    }
}
