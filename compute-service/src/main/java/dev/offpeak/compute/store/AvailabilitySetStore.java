package dev.offpeak.compute.store;

import dev.offpeak.messaging.Transaction;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** Availability sets and the round robin of their domains (rule V6). Whoever lets a VM join or leave holds the set's row. */
@ApplicationScoped
public class AvailabilitySetStore {
    private static final String SELECT = "SELECT * FROM availability_set";

    /**
     * A set with the turn of the VM that is about to join it.
     *
     * @param set as stored
     * @param updateDomain zero-based
     * @param faultDomain zero-based
     */
    public record Turn(AvailabilitySetRow set, int updateDomain, int faultDomain) {}

    public Uni<Optional<AvailabilitySetRow>> find(SqlClient client, String key) {
        return client.preparedQuery(SELECT + " WHERE key = $1")
                .execute(Tuple.of(key))
                .map(AvailabilitySetStore::first);
    }

    /** The set with its row locked until the transaction ends. */
    public Uni<Optional<AvailabilitySetRow>> lock(Transaction tx, String key) {
        return tx.connection()
                .preparedQuery(SELECT + " WHERE key = $1 FOR UPDATE")
                .execute(Tuple.of(key))
                .map(AvailabilitySetStore::first);
    }

    /** Takes the next turn of the round robin; the set's row stays locked until the transaction ends. Empty when there is no such set. */
    public Uni<Optional<Turn>> takeTurn(Transaction tx, String key) {
        return tx.connection()
                .preparedQuery("UPDATE availability_set SET next_slot = next_slot + 1 WHERE key = $1 RETURNING *")
                .execute(Tuple.of(key))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .findFirst()
                        .map(row -> {
                            AvailabilitySetRow set = read(row);
                            long slot = row.getLong("next_slot") - 1;
                            return new Turn(set, (int) (slot % set.updateDomains()), (int) (slot % set.faultDomains()));
                        }));
    }

    /** @return whether it was created; false when there is one of that name already */
    public Uni<Boolean> insert(Transaction tx, AvailabilitySetRow set) {
        return tx.connection()
                .preparedQuery(
                        """
                        INSERT INTO availability_set (key, resource_id, subscription_id, group_key, name, location,
                          fault_domains, update_domains, sku, proximity_placement_group, tags, created_at)
                        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (key) DO NOTHING""")
                .execute(Tuple.from(new Object[] {
                    set.key(),
                    set.resourceId(),
                    set.subscriptionId(),
                    set.groupKey(),
                    set.name(),
                    set.location(),
                    set.faultDomains(),
                    set.updateDomains(),
                    set.sku(),
                    set.placementGroup().orElse(null),
                    JsonColumns.json(set.tags()),
                    set.createdAt().atOffset(ZoneOffset.UTC)
                }))
                .map(rows -> rows.rowCount() == 1);
    }

    /** Stores what may change: tags, sku and proximity placement group. */
    public Uni<Void> update(Transaction tx, AvailabilitySetRow set) {
        return tx.connection()
                .preparedQuery(
                        "UPDATE availability_set SET tags = $2, sku = $3, proximity_placement_group = $4 WHERE key = $1")
                .execute(Tuple.of(
                        set.key(),
                        JsonColumns.json(set.tags()),
                        set.sku(),
                        set.placementGroup().orElse(null)))
                .replaceWithVoid();
    }

    public Uni<Void> delete(Transaction tx, String key) {
        return tx.connection()
                .preparedQuery("DELETE FROM availability_set WHERE key = $1")
                .execute(Tuple.of(key))
                .replaceWithVoid();
    }

    /** ARM ids of the VMs in each of these sets, sorted; sets without any are left out. */
    public Uni<Map<String, List<String>>> members(SqlClient client, List<String> keys) {
        return client.preparedQuery("SELECT availability_set_id, resource_id FROM virtual_machine"
                        + " WHERE availability_set_id = ANY($1) ORDER BY resource_key")
                .execute(Tuple.of(keys.toArray(String[]::new)))
                .map(rows -> {
                    Map<String, List<String>> members = new HashMap<>();
                    rows.forEach(row -> members.computeIfAbsent(
                                    row.getString("availability_set_id"), key -> new ArrayList<>())
                            .add(row.getString("resource_id")));
                    return members;
                });
    }

    /** A page of a subscription's sets by key; empty group means all groups. */
    public Uni<List<AvailabilitySetRow>> list(
            SqlClient client, String subscriptionId, Optional<String> groupKey, Optional<String> after, int limit) {
        return client.preparedQuery(SELECT + " WHERE " + (groupKey.isPresent() ? "group_key" : "subscription_id")
                        + " = $1 AND key > $2 ORDER BY key LIMIT $3")
                .execute(Tuple.of(groupKey.orElse(subscriptionId), after.orElse(""), limit))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(AvailabilitySetStore::read)
                        .toList());
    }

    private static Optional<AvailabilitySetRow> first(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false).findFirst().map(AvailabilitySetStore::read);
    }

    private static AvailabilitySetRow read(Row row) {
        return new AvailabilitySetRow(
                row.getString("key"),
                row.getString("resource_id"),
                row.getString("subscription_id"),
                row.getString("group_key"),
                row.getString("name"),
                row.getString("location"),
                row.getInteger("fault_domains"),
                row.getInteger("update_domains"),
                row.getString("sku"),
                Optional.ofNullable(row.getString("proximity_placement_group")),
                JsonColumns.tags(row.getJsonObject("tags")),
                row.getOffsetDateTime("created_at").toInstant());
    }
}
