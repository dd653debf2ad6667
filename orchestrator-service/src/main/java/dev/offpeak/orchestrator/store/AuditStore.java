package dev.offpeak.orchestrator.store;

import static dev.offpeak.orchestrator.store.Columns.at;
import static dev.offpeak.orchestrator.store.Columns.row;
import static dev.offpeak.orchestrator.store.Columns.stream;

import dev.offpeak.messaging.Correlation;
import dev.offpeak.messaging.Transaction;
import dev.offpeak.orchestrator.domain.Action;
import dev.offpeak.orchestrator.domain.AuditEntry;
import dev.offpeak.orchestrator.domain.Caller;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The audit log: entries are added, and never changed. */
@ApplicationScoped
public class AuditStore implements Audit {
    /**
     * An entry as it is stored.
     *
     * @param number grows from entry to entry
     * @param correlationId of the request
     */
    public record Stored(long number, AuditEntry entry, Optional<String> correlationId) {}

    @Override
    public Uni<Void> add(Transaction transaction, AuditEntry entry) {
        return transaction
                .connection()
                .preparedQuery(
                        "insert into audit (at, who, action, target, details, correlation_id) values ($1, $2, $3, $4, $5, $6)")
                .execute(row(
                        at(entry.at()),
                        entry.by().name(),
                        entry.action().toString(),
                        entry.target(),
                        new JsonObject(Map.copyOf(entry.details())),
                        Correlation.id().orElse(null)))
                .replaceWithVoid();
    }

    /**
     * Newest first.
     *
     * @param target shows what was done to that alone; empty shows all
     * @param before number of the last entry seen
     */
    public Uni<List<Stored>> list(SqlClient client, Optional<String> target, Optional<Long> before, int limit) {
        return client.preparedQuery(
                        """
                        select * from audit where ($1::text is null or target = $1) and ($2::bigint is null or number < $2)
                        order by number desc limit $3""")
                .execute(row(target.orElse(null), before.orElse(null), limit))
                .map(rows -> stream(rows).map(AuditStore::stored).toList());
    }

    private static Stored stored(Row row) {
        Map<String, String> details = new TreeMap<>();
        row.getJsonObject("details").forEach(detail -> details.put(detail.getKey(), (String) detail.getValue()));
        return new Stored(
                row.getLong("number"),
                new AuditEntry(
                        Columns.instant(row, "at"),
                        new Caller(row.getString("who")),
                        Columns.word(Action.values(), row.getString("action")),
                        row.getString("target"),
                        details),
                Columns.maybeText(row, "correlation_id"));
    }
}
