package dev.offpeak.compute.store;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** Everything that is in resource groups, whatever its type. */
@ApplicationScoped
public class ResourceListing {
    private static final String SELECT =
            """
            SELECT * FROM (
              SELECT resource_key AS key, resource_id, name, 'Microsoft.Compute/virtualMachines' AS type, region AS location, zone,
                tags, provisioning_state, created_at, changed_at, subscription_id, group_key FROM virtual_machine
              UNION ALL
              SELECT key, resource_id, name, 'Microsoft.Compute/availabilitySets', location, NULL, tags, 'Succeeded', created_at,
                created_at, subscription_id, group_key FROM availability_set) r
            WHERE subscription_id = $1 AND ($2::text IS NULL OR group_key = $2) AND ($3::text IS NULL OR lower(type) = $3)
              AND key > $4 ORDER BY key LIMIT $5""";

    /**
     * One resource.
     *
     * @param key ARM id in lower case
     * @param resourceId ARM id in the creator's casing
     * @param name in the creator's casing
     * @param type such as {@code Microsoft.Compute/virtualMachines}
     * @param location normalised region name
     * @param zone empty when in none
     * @param tags never null
     * @param provisioningState ARM's word
     * @param createdAt platform time
     * @param changedAt platform time
     */
    public record Listed(
            String key,
            String resourceId,
            String name,
            String type,
            String location,
            Optional<String> zone,
            Map<String, String> tags,
            String provisioningState,
            Instant createdAt,
            Instant changedAt) {}

    /** A page by key; empty group or type (lower case) means all. */
    public Uni<List<Listed>> list(
            SqlClient client,
            String subscriptionId,
            Optional<String> groupKey,
            Optional<String> type,
            Optional<String> after,
            int limit) {
        return client.preparedQuery(SELECT)
                .execute(Tuple.of(subscriptionId, groupKey.orElse(null), type.orElse(null), after.orElse(""), limit))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(ResourceListing::read)
                        .toList());
    }

    private static Listed read(Row row) {
        return new Listed(
                row.getString("key"),
                row.getString("resource_id"),
                row.getString("name"),
                row.getString("type"),
                row.getString("location"),
                Optional.ofNullable(row.getString("zone")),
                JsonColumns.tags(row.getJsonObject("tags")),
                row.getString("provisioning_state"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("changed_at").toInstant());
    }
}
