package dev.offpeak.compute.health;

import dev.offpeak.compute.domain.health.Boots;
import dev.offpeak.compute.work.Columns;
import dev.offpeak.messaging.Transaction;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** What is kept of VMs' boots in the table {@code agent}; the present boot is in {@code virtual_machine}. Written under the VM's lock. */
final class BootStore {
    /** What {@link #read} needs, of the table {@code agent} under the alias {@code a}. */
    static final String COLUMNS = "a.replaced_boots, a.rivals_since, a.rivals_switched_at";

    private static final String SAVE =
            """
            UPDATE agent a SET replaced_boots = c.replaced::jsonb, rivals_since = c.since, rivals_switched_at = c.switched
            FROM unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::timestamptz[]) AS c(vm_id, replaced, since, switched)
            WHERE a.vm_id = c.vm_id""";

    private BootStore() {}

    /** @param present boot that was heard last */
    static Boots read(Row row, Optional<String> present) {
        return new Boots(
                present,
                row.getJsonArray("replaced_boots").stream()
                        .map(JsonObject.class::cast)
                        .map(boot -> new Boots.Replaced(boot.getString("boot"), boot.getInstant("at")))
                        .toList(),
                Columns.optionalInstant(row, "rivals_since")
                        .map(since -> new Boots.Rivals(since, Columns.instant(row, "rivals_switched_at"))));
    }

    /** Stores these, all in one statement. */
    static Uni<Void> save(Transaction tx, Map<UUID, Boots> changed) {
        if (changed.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        List<Boots> all = List.copyOf(changed.values());
        return tx.connection()
                .preparedQuery(SAVE)
                .execute(Tuple.tuple()
                        .addArrayOfUUID(changed.keySet().toArray(UUID[]::new))
                        .addArrayOfString(all.stream().map(BootStore::replaced).toArray(String[]::new))
                        .addArrayOfOffsetDateTime(instants(all, Boots.Rivals::since))
                        .addArrayOfOffsetDateTime(instants(all, Boots.Rivals::switchedAt)))
                .replaceWithVoid();
    }

    private static String replaced(Boots boots) {
        JsonArray array = new JsonArray();
        boots.replaced()
                .forEach(boot ->
                        array.add(new JsonObject().put("boot", boot.bootId()).put("at", boot.at())));
        return array.encode();
    }

    private static OffsetDateTime[] instants(List<Boots> all, Function<Boots.Rivals, Instant> column) {
        return all.stream()
                .map(boots -> Columns.utc(boots.rivals().map(column)))
                .toArray(OffsetDateTime[]::new);
    }
}
