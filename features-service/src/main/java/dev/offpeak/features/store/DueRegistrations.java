package dev.offpeak.features.store;

import dev.offpeak.features.domain.FeatureName;
import dev.offpeak.features.domain.FeatureRegistration;
import dev.offpeak.features.domain.RegistrationState;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Registrations whose time has come, as a set: <ol>
 * <li>claim rows that are due, oldest first, skipping those that another replica holds;
 * <li>let each go on by the rules;
 * <li>write all of them in one statement.
 * </ol>
 * All in the caller's transaction: a replica that dies in between has done nothing, and no row is done by two.
 */
public final class DueRegistrations {
    private DueRegistrations() {}

    /**
     * @param now platform time
     * @param limit at most so many
     * @return what went on, oldest first; may be empty
     */
    public static Uni<List<FeatureRegistration>> settle(SqlConnection connection, Instant now, int limit) {
        return connection
                .preparedQuery(
                        """
                        SELECT id, subscription_id, namespace, feature, state, version, due
                        FROM feature_registration
                        WHERE due <= $1
                        ORDER BY due, id
                        LIMIT $2
                        FOR UPDATE SKIP LOCKED""")
                .execute(Tuple.of(now.atOffset(ZoneOffset.UTC), limit))
                .chain(rows -> {
                    List<UUID> ids = new ArrayList<>();
                    List<FeatureRegistration> settled = new ArrayList<>();
                    for (Row row : rows) {
                        ids.add(row.getUUID("id"));
                        settled.add(read(row).settle(now));
                    }
                    return write(connection, ids, settled).replaceWith(settled);
                });
    }

    private static Uni<Void> write(SqlConnection connection, List<UUID> ids, List<FeatureRegistration> settled) {
        if (ids.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return connection
                .preparedQuery(
                        """
                        UPDATE feature_registration r
                        SET state = s.state, version = s.version, due = NULL
                        FROM unnest($1::uuid[], $2::text[], $3::bigint[]) AS s(id, state, version)
                        WHERE r.id = s.id""")
                .execute(Tuple.of(
                        ids.toArray(UUID[]::new),
                        settled.stream().map(r -> r.state().name()).toArray(String[]::new),
                        settled.stream().map(FeatureRegistration::version).toArray(Long[]::new)))
                .replaceWithVoid();
    }

    private static FeatureRegistration read(Row row) {
        return new FeatureRegistration(
                row.getString("subscription_id"),
                new FeatureName(row.getString("namespace"), row.getString("feature")),
                RegistrationState.valueOf(row.getString("state")),
                row.getLong("version"),
                Optional.of(row.getOffsetDateTime("due")).map(OffsetDateTime::toInstant));
    }
}
