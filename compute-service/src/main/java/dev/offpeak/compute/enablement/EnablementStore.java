package dev.offpeak.compute.enablement;

import dev.offpeak.compute.domain.enablement.Enablement;
import dev.offpeak.compute.domain.enablement.EnablementState;
import dev.offpeak.compute.work.Columns;
import dev.offpeak.messaging.Transaction;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/** The table {@code enablement}; rows are written only under their VM's lock. */
@ApplicationScoped
public class EnablementStore {
    /** What {@link #read} needs, of the table under the alias {@code e}. */
    public static final String COLUMNS = "e.state AS enablement_state, e.activity_id AS enablement_activity,"
            + " e.not_after AS enablement_not_after, e.sequence AS enablement_sequence, e.retry_at, e.steps, e.due_at";

    /** One VM's enablement, and whether assessment results of the VM are known. */
    record Stored(Enablement enablement, boolean assessed) {}

    /** From a row that has {@link #COLUMNS}; empty where an outer join found none. */
    public static Optional<Enablement> read(Row row) {
        return Columns.optionalText(row, "enablement_state")
                .map(state -> new Enablement(
                        EnablementState.of(state),
                        Columns.optionalText(row, "enablement_activity"),
                        Columns.optionalInstant(row, "enablement_not_after"),
                        row.getLong("enablement_sequence"),
                        Columns.optionalInstant(row, "retry_at"),
                        row.getInteger("steps"),
                        Columns.optionalInstant(row, "due_at")));
    }

    /** Whose enablement is to be looked at, longest due first. */
    Uni<List<UUID>> due(SqlClient client, Instant now, int most) {
        return client.preparedQuery("SELECT vm_id FROM enablement WHERE due_at <= $1 ORDER BY due_at LIMIT $2")
                .execute(Tuple.of(Columns.utc(now), most))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> row.getUUID("vm_id"))
                        .toList());
    }

    /** Those of these VMs that have one, by id; the caller holds the VMs locked. */
    Uni<Map<UUID, Stored>> load(Transaction tx, Collection<UUID> vmIds) {
        return tx.connection()
                .preparedQuery("SELECT e.vm_id, a.assessed, " + COLUMNS
                        + " FROM enablement e JOIN agent a USING (vm_id) WHERE e.vm_id = ANY($1) ORDER BY e.vm_id")
                .execute(Tuple.of(array(vmIds)))
                .map(rows -> {
                    Map<UUID, Stored> stored = new LinkedHashMap<>();
                    rows.forEach(row -> stored.put(
                            row.getUUID("vm_id"), new Stored(read(row).orElseThrow(), row.getBoolean("assessed"))));
                    return stored;
                });
    }

    /** Stores these, all in one statement. */
    Uni<Void> save(Transaction tx, Map<UUID, Enablement> changed, Instant now) {
        if (changed.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        List<Enablement> all = List.copyOf(changed.values());
        return tx.connection()
                .preparedQuery(
                        """
                        UPDATE enablement e SET state = c.state, activity_id = c.activity_id, not_after = c.not_after,
                          sequence = c.sequence, retry_at = c.retry_at, steps = c.steps, due_at = c.due_at,
                          entered_at = CASE WHEN e.state = c.state THEN e.entered_at ELSE $9 END,
                          real_entered_at = CASE WHEN e.state = c.state THEN e.real_entered_at ELSE clock_timestamp() END
                        FROM unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[], $5::bigint[], $6::timestamptz[],
                            $7::integer[], $8::timestamptz[])
                          AS c(vm_id, state, activity_id, not_after, sequence, retry_at, steps, due_at)
                        WHERE e.vm_id = c.vm_id""")
                .execute(Tuple.tuple()
                        .addArrayOfUUID(array(changed.keySet()))
                        .addArrayOfString(
                                all.stream().map(e -> e.state().toString()).toArray(String[]::new))
                        .addArrayOfString(all.stream()
                                .map(e -> e.activityId().orElse(null))
                                .toArray(String[]::new))
                        .addArrayOfOffsetDateTime(instants(all, Enablement::notAfter))
                        .addArrayOfLong(all.stream().map(Enablement::sequence).toArray(Long[]::new))
                        .addArrayOfOffsetDateTime(instants(all, Enablement::retryAt))
                        .addArrayOfInteger(all.stream().map(Enablement::steps).toArray(Integer[]::new))
                        .addArrayOfOffsetDateTime(instants(all, Enablement::dueAt))
                        .addOffsetDateTime(Columns.utc(now)))
                .replaceWithVoid();
    }

    /** A VM became AutomaticByPlatform, or something it depends on changed: to be looked at now. */
    Uni<Void> beginOrWake(Transaction tx, UUID vmId, Instant now) {
        return tx.connection()
                .preparedQuery("INSERT INTO enablement (vm_id, state, due_at, entered_at) VALUES ($1, $2, 'epoch', $3)"
                        + " ON CONFLICT (vm_id) DO UPDATE SET due_at = 'epoch'")
                .execute(Tuple.of(vmId, EnablementState.WAITING.toString(), Columns.utc(now)))
                .replaceWithVoid();
    }

    /** Something that these VMs' enablement may wait for changed: those that have one are looked at now. */
    Uni<Void> wake(Transaction tx, Collection<UUID> vmIds) {
        return vmIds.isEmpty()
                ? Uni.createFrom().voidItem()
                : tx.connection()
                        .preparedQuery("UPDATE enablement SET due_at = 'epoch' WHERE vm_id = ANY($1)")
                        .execute(Tuple.of(array(vmIds)))
                        .replaceWithVoid();
    }

    /** Everything that is done is looked at again: the platform may have a newer extension. */
    Uni<Void> wakeEnabled(SqlClient client) {
        return client.preparedQuery("UPDATE enablement SET due_at = 'epoch' WHERE state = $1 AND due_at IS NULL")
                .execute(Tuple.of(EnablementState.ENABLED.toString()))
                .replaceWithVoid();
    }

    Uni<Void> markAssessed(Transaction tx, UUID vmId) {
        return tx.connection()
                .preparedQuery("UPDATE agent SET assessed = true WHERE vm_id = $1 AND NOT assessed")
                .execute(Tuple.of(vmId))
                .replaceWithVoid();
    }

    Uni<Void> delete(Transaction tx, UUID vmId) {
        return tx.connection()
                .preparedQuery("DELETE FROM enablement WHERE vm_id = $1")
                .execute(Tuple.of(vmId))
                .replaceWithVoid();
    }

    private static OffsetDateTime[] instants(List<Enablement> all, Function<Enablement, Optional<Instant>> column) {
        return all.stream().map(column).map(Columns::utc).toArray(OffsetDateTime[]::new);
    }

    private static UUID[] array(Collection<UUID> vmIds) {
        return vmIds.toArray(UUID[]::new);
    }
}
