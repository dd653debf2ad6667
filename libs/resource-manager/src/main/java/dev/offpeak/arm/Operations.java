package dev.offpeak.arm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.offpeak.arm.Operation.OperationError;
import dev.offpeak.time.PlatformClock;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.data.Interval;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The service's asynchronous operations, durable: they are started and ended in the transaction of the work they stand for, so
 * an operation says Succeeded exactly when its work is done, and none is lost with a process (rule V3).
 */
@ApplicationScoped
public class Operations {
    private static final String COLUMNS =
            "id, kind, subscription, namespace, location, resource_id, status, start_time,"
                    + " end_time, result::text AS result, error::text AS error";

    private final Pool pool;
    private final PlatformClock clock;
    private final ObjectMapper json;
    private final String letter;
    private final Duration retention;

    /**
     * @param application whose first letter begins all ids: compute-service gives {@code c}
     * @param retention real time for which a finished operation stays readable
     */
    @Inject
    public Operations(
            Pool pool,
            PlatformClock clock,
            ObjectMapper json,
            @ConfigProperty(name = "quarkus.application.name") String application,
            @ConfigProperty(name = "offpeak.operations.retention", defaultValue = "P2D") Duration retention) {
        this.pool = pool;
        this.clock = clock;
        this.json = json;
        this.letter = application.substring(0, 1);
        this.retention = retention;
    }

    /** Stores it as InProgress, in the connection's transaction. */
    public Uni<Operation> start(SqlConnection connection, Operation.Start start) {
        Operation started = new Operation(
                letter + UUID.randomUUID(),
                start.kind(),
                start.resource().subscription(),
                start.namespace(),
                start.location(),
                start.resource().toString(),
                OperationStatus.IN_PROGRESS,
                clock.now().truncatedTo(ChronoUnit.MICROS),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return connection
                .preparedQuery(
                        """
                        INSERT INTO operation (id, kind, subscription, namespace, location, resource_id, status, start_time)
                        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)""")
                .execute(Tuple.from(new Object[] {
                    started.id(),
                    started.kind(),
                    started.subscription(),
                    started.namespace(),
                    started.location(),
                    started.resourceId(),
                    started.status().toString(),
                    started.startTime().atOffset(ZoneOffset.UTC)
                }))
                .replaceWith(started);
    }

    /**
     * Ends it well, in the connection's transaction.
     *
     * @return false when it had ended before, or is unknown: nothing is changed then
     */
    public Uni<Boolean> succeed(SqlConnection connection, String id, Optional<JsonNode> result) {
        return end(connection, id, OperationStatus.SUCCEEDED, result.map(JsonNode::toString), Optional.empty());
    }

    /** Ends these well, without results, in the connection's transaction; those that had ended before stay as they are. */
    public Uni<Void> succeed(SqlConnection connection, Collection<String> ids) {
        if (ids.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return connection
                .preparedQuery(
                        """
                        UPDATE operation
                        SET status = 'Succeeded', end_time = greatest(start_time, $2), finished_at = clock_timestamp()
                        WHERE id = ANY($1) AND status = 'InProgress'""")
                .execute(Tuple.tuple()
                        .addArrayOfString(ids.toArray(String[]::new))
                        .addOffsetDateTime(clock.now().atOffset(ZoneOffset.UTC)))
                .replaceWithVoid();
    }

    /**
     * Ends it as failed, in the connection's transaction.
     *
     * @return false when it had ended before, or is unknown: nothing is changed then
     */
    public Uni<Boolean> fail(SqlConnection connection, String id, String code, String message) {
        return end(connection, id, OperationStatus.FAILED, Optional.empty(), Optional.of(error(code, message)));
    }

    /** Ends it as canceled; otherwise like {@link #fail}. */
    public Uni<Boolean> cancel(SqlConnection connection, String id, String code, String message) {
        return end(connection, id, OperationStatus.CANCELED, Optional.empty(), Optional.of(error(code, message)));
    }

    public Uni<Optional<Operation>> find(String id) {
        return pool.preparedQuery("SELECT " + COLUMNS + " FROM operation WHERE id = $1")
                .execute(Tuple.of(id))
                .map(this::first);
    }

    /** Forgets what ended longer ago than the retention. Safe in several replicas at once. */
    @Scheduled(every = "1h", identity = "prune-operations")
    Uni<Void> prune() {
        return pool.preparedQuery("DELETE FROM operation WHERE finished_at < clock_timestamp() - $1::interval")
                .execute(Tuple.of(Interval.of(retention)))
                .replaceWithVoid();
    }

    private Uni<Boolean> end(
            SqlConnection connection,
            String id,
            OperationStatus status,
            Optional<String> result,
            Optional<String> error) {
        return connection
                .preparedQuery(
                        """
                        UPDATE operation
                        SET status = $2, end_time = greatest(start_time, $3), finished_at = clock_timestamp(),
                            result = $4::text::jsonb, error = $5::text::jsonb
                        WHERE id = $1 AND status = 'InProgress'""")
                .execute(Tuple.of(
                        id,
                        status.toString(),
                        clock.now().atOffset(ZoneOffset.UTC),
                        result.orElse(null),
                        error.orElse(null)))
                .map(rows -> rows.rowCount() == 1);
    }

    private String error(String code, String message) {
        return json.createObjectNode().put("code", code).put("message", message).toString();
    }

    private Optional<Operation> first(RowSet<Row> rows) {
        return rows.iterator().hasNext() ? Optional.of(read(rows.iterator().next())) : Optional.empty();
    }

    private Operation read(Row row) {
        return new Operation(
                row.getString("id"),
                row.getString("kind"),
                row.getString("subscription"),
                row.getString("namespace"),
                row.getString("location"),
                row.getString("resource_id"),
                OperationStatus.of(row.getString("status")),
                row.getOffsetDateTime("start_time").toInstant(),
                Optional.ofNullable(row.getOffsetDateTime("end_time")).map(OffsetDateTime::toInstant),
                Optional.ofNullable(row.getString("result")).map(this::tree),
                Optional.ofNullable(row.getString("error"))
                        .map(this::tree)
                        .map(error -> new OperationError(
                                error.path("code").asText(),
                                error.path("message").asText())));
    }

    private JsonNode tree(String text) {
        try {
            return json.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Stored JSON can't be read", e);
        }
    }
}
