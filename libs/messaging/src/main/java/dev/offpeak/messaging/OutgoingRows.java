package dev.offpeak.messaging;

import dev.offpeak.contracts.message.Address;
import dev.offpeak.contracts.message.Message;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Writes to the outbox table: all messages of one call in one statement. */
final class OutgoingRows {
    private static final String INSERT =
            """
            INSERT INTO outbox (id, address, type, subject, body, correlation_id, traceparent)
            SELECT m.id, m.address, m.type, m.subject, m.body, $6, $7
            FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[]) AS m(id, address, type, subject, body)
            """;
    private static final String INSERT_DEAD_LETTER =
            """
            INSERT INTO outbox (id, address, type, subject, body, correlation_id, original_queue, reason)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """;

    private OutgoingRows() {}

    /** One row, ready to be written. */
    record Row(UUID id, String address, String type, String subject, String body) {}

    static List<Row> of(Collection<? extends Message> messages, String source) {
        Instant now = Instant.now();
        List<Row> rows = new ArrayList<>(messages.size());
        for (Message message : messages) {
            UUID id = UUID.randomUUID();
            rows.add(new Row(
                    id,
                    message.address().toString(),
                    CloudEvents.typeOf(message),
                    message.subject(),
                    CloudEvents.write(
                            message, id.toString(), source, now, Correlation.id(), Correlation.traceparent())));
        }
        return rows;
    }

    static Uni<Void> insert(SqlConnection connection, List<Row> rows) {
        if (rows.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return connection
                .preparedQuery(INSERT)
                .execute(Tuple.tuple()
                        .addArrayOfUUID(rows.stream().map(Row::id).toArray(UUID[]::new))
                        .addArrayOfString(rows.stream().map(Row::address).toArray(String[]::new))
                        .addArrayOfString(rows.stream().map(Row::type).toArray(String[]::new))
                        .addArrayOfString(rows.stream().map(Row::subject).toArray(String[]::new))
                        .addArrayOfString(rows.stream().map(Row::body).toArray(String[]::new))
                        .addString(Correlation.id().orElse(null))
                        .addString(Correlation.traceparent().orElse(null)))
                .replaceWithVoid();
    }

    /** The message goes to the dead letters as it came, with its reason. */
    static Uni<Void> insertDeadLetter(
            SqlConnection connection, String queue, String body, Optional<CloudEvent> event, String reason) {
        return connection
                .preparedQuery(INSERT_DEAD_LETTER)
                .execute(Tuple.tuple()
                        .addUUID(UUID.randomUUID())
                        .addString(Address.DEAD_LETTERS)
                        .addString(event.map(CloudEvent::type).orElse("unknown"))
                        .addString(event.map(CloudEvent::subject).orElse("unknown"))
                        .addString(body)
                        .addString(event.flatMap(CloudEvent::correlationid).orElse(null))
                        .addString(queue)
                        .addString(reason))
                .replaceWithVoid();
    }
}
