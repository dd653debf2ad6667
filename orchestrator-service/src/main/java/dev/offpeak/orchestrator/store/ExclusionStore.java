package dev.offpeak.orchestrator.store;

import static dev.offpeak.orchestrator.store.Columns.at;
import static dev.offpeak.orchestrator.store.Columns.row;
import static dev.offpeak.orchestrator.store.Columns.stream;

import dev.offpeak.messaging.Transaction;
import dev.offpeak.orchestrator.domain.Exclusion;
import dev.offpeak.orchestrator.domain.NamedExclusion;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Exclusions that are kept beside the policies (rule U4). Names are found whatever their casing. */
@ApplicationScoped
public class ExclusionStore implements KeptExclusions {
    /** Stores it in place of the one of that name. Answers whether there was none. */
    public Uni<Boolean> put(SqlConnection connection, NamedExclusion named) {
        return connection
                .preparedQuery(
                        """
                        insert into exclusion (name, mask, reason, subscription_id, expires_at, changed_at) values ($1, $2, $3, $4, $5, $6)
                        on conflict (lower(name)) do update set mask = excluded.mask, reason = excluded.reason,
                            subscription_id = excluded.subscription_id, expires_at = excluded.expires_at, changed_at = excluded.changed_at
                        returning xmax = 0 as fresh""")
                .execute(row(
                        named.name(),
                        named.exclusion().mask(),
                        named.exclusion().reason(),
                        named.subscriptionId().orElse(null),
                        at(named.exclusion().expiresAt()),
                        at(named.changedAt())))
                .map(rows -> rows.iterator().next().getBoolean("fresh"));
    }

    /** Answers whether there was one of that name. */
    public Uni<Boolean> delete(SqlConnection connection, String name) {
        return connection
                .preparedQuery("delete from exclusion where lower(name) = lower($1)")
                .execute(row(name))
                .map(deleted -> deleted.rowCount() > 0);
    }

    public Uni<Optional<NamedExclusion>> find(SqlClient client, String name) {
        return client.preparedQuery("select * from exclusion where lower(name) = lower($1)")
                .execute(row(name))
                .map(rows -> stream(rows).findFirst().map(ExclusionStore::exclusion));
    }

    /**
     * By name in lower case.
     *
     * @param subscriptionId in lower case: shows those for its VMs alone; empty shows all
     * @param after name of the last one seen, in lower case
     */
    public Uni<List<NamedExclusion>> list(
            SqlClient client, Optional<String> subscriptionId, Optional<String> after, int limit) {
        return client.preparedQuery(
                        """
                        select * from exclusion where ($1::text is null or subscription_id = $1)
                        and ($2::text is null or lower(name) > $2) order by lower(name) limit $3""")
                .execute(row(subscriptionId.orElse(null), after.orElse(null), limit))
                .map(rows -> stream(rows).map(ExclusionStore::exclusion).toList());
    }

    @Override
    public Uni<List<NamedExclusion>> inForce(Transaction transaction, Instant now) {
        return transaction
                .connection()
                .preparedQuery(
                        "select * from exclusion where expires_at is null or expires_at > $1 order by lower(name)")
                .execute(row(at(now)))
                .map(rows -> stream(rows).map(ExclusionStore::exclusion).toList());
    }

    private static NamedExclusion exclusion(Row row) {
        return new NamedExclusion(
                row.getString("name"),
                new Exclusion(row.getString("mask"), row.getString("reason"), Columns.maybeInstant(row, "expires_at")),
                Columns.maybeText(row, "subscription_id"),
                Columns.instant(row, "changed_at"));
    }
}
