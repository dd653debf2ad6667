package dev.offpeak.compute.store;

import dev.offpeak.compute.domain.ProvisioningState;
import dev.offpeak.messaging.Transaction;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** Resource groups. Whoever puts something into one holds it shared; whoever deletes it holds it alone. */
@ApplicationScoped
public class ResourceGroupStore {
    private static final String SELECT = "SELECT * FROM resource_group";

    public Uni<Optional<ResourceGroupRow>> find(SqlClient client, String key) {
        return client.preparedQuery(SELECT + " WHERE key = $1")
                .execute(Tuple.of(key))
                .map(ResourceGroupStore::first);
    }

    /** The group, which nobody can begin to delete until the transaction ends. */
    public Uni<Optional<ResourceGroupRow>> share(Transaction tx, String key) {
        return tx.connection()
                .preparedQuery(SELECT + " WHERE key = $1 FOR SHARE")
                .execute(Tuple.of(key))
                .map(ResourceGroupStore::first);
    }

    /** The group with its row locked until the transaction ends. */
    public Uni<Optional<ResourceGroupRow>> lock(Transaction tx, String key) {
        return tx.connection()
                .preparedQuery(SELECT + " WHERE key = $1 FOR UPDATE")
                .execute(Tuple.of(key))
                .map(ResourceGroupStore::first);
    }

    /** @return whether it was created; false when there is one of that name already */
    public Uni<Boolean> insert(Transaction tx, ResourceGroupRow group) {
        return tx.connection()
                .preparedQuery(
                        """
                        INSERT INTO resource_group (key, subscription_id, name, location, tags, provisioning_state, created_at)
                        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (key) DO NOTHING""")
                .execute(Tuple.from(new Object[] {
                    group.key(),
                    group.subscriptionId(),
                    group.name(),
                    group.location(),
                    JsonColumns.json(group.tags()),
                    group.provisioningState().toString(),
                    group.createdAt().atOffset(ZoneOffset.UTC)
                }))
                .map(rows -> rows.rowCount() == 1);
    }

    public Uni<Void> setTags(Transaction tx, String key, Map<String, String> tags) {
        return tx.connection()
                .preparedQuery("UPDATE resource_group SET tags = $2 WHERE key = $1")
                .execute(Tuple.of(key, JsonColumns.json(tags)))
                .replaceWithVoid();
    }

    /** From here on nothing can be put into it. */
    public Uni<Void> setDeleting(Transaction tx, String key) {
        return tx.connection()
                .preparedQuery("UPDATE resource_group SET provisioning_state = $2 WHERE key = $1")
                .execute(Tuple.of(key, ProvisioningState.DELETING.toString()))
                .replaceWithVoid();
    }

    /** A page of a subscription's groups by key; with a tag, those that have it. */
    public Uni<List<ResourceGroupRow>> list(
            SqlClient client, String subscriptionId, Optional<TagFilter> tag, Optional<String> after, int limit) {
        return client.preparedQuery(
                        """
                        SELECT * FROM resource_group
                        WHERE subscription_id = $1 AND key > $2
                          AND ($4::text IS NULL OR EXISTS (SELECT 1 FROM jsonb_each_text(tags) t
                            WHERE lower(t.key) = lower($4) AND ($5::text IS NULL OR t.value = $5)))
                        ORDER BY key LIMIT $3""")
                .execute(Tuple.of(
                        subscriptionId,
                        after.orElse(""),
                        limit,
                        tag.map(TagFilter::name).orElse(null),
                        tag.flatMap(TagFilter::value).orElse(null)))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(ResourceGroupStore::read)
                        .toList());
    }

    private static Optional<ResourceGroupRow> first(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false).findFirst().map(ResourceGroupStore::read);
    }

    private static ResourceGroupRow read(Row row) {
        return new ResourceGroupRow(
                row.getString("key"),
                row.getString("subscription_id"),
                row.getString("name"),
                row.getString("location"),
                JsonColumns.tags(row.getJsonObject("tags")),
                ProvisioningState.of(row.getString("provisioning_state")),
                row.getOffsetDateTime("created_at").toInstant());
    }
}
