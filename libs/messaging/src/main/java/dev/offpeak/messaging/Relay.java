package dev.offpeak.messaging;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.amqp.AmqpMessage;
import io.vertx.mutiny.amqp.AmqpMessageBuilder;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Sends what is in the outbox, at least once.
 *
 * <ol>
 *   <li>Connects; while the broker is away nothing is claimed.
 *   <li>Claims up to 64 messages, oldest first, skipping those that another replica holds; the claim is a lease in real
 *       time, so that a replica that dies delays its messages and loses none.
 *   <li>Sends them side by side and waits for the broker's answers.
 *   <li>Deletes what the broker has, gives back the rest, and goes on as long as there were 64.
 * </ol>
 *
 * <p>No transaction is open while the broker is asked. A crash between 3 and 4 sends a message again; the broker drops the
 * second one by its duplicate id where it still remembers it, and the receiver's inbox does in any case. After a
 * reconnection one message goes alone: a burst would open one connection per message.
 */
@ApplicationScoped
public class Relay {
    private static final Logger LOG = Logger.getLogger(Relay.class);
    private static final Duration TICK = Duration.ofMillis(250);
    /** A message that comes alone leaves at once; of a thousand a second, this many milliseconds' leave together. */
    private static final Duration DISTANCE = Duration.ofMillis(10);

    private static final int SIDE_BY_SIDE = 64;
    /** Longer than the five seconds a send may take. */
    private static final double LEASE_SECONDS = 8;

    private static final String CLAIM =
            """
            WITH next AS MATERIALIZED (
                SELECT id FROM outbox
                WHERE claimed_until IS NULL OR claimed_until < clock_timestamp()
                ORDER BY created_at LIMIT $1
                FOR UPDATE SKIP LOCKED)
            UPDATE outbox SET claimed_until = clock_timestamp() + make_interval(secs => $2), attempts = attempts + 1
            FROM next WHERE outbox.id = next.id
            RETURNING outbox.id, address, type, subject, body, correlation_id, original_queue, reason, created_at
            """;
    private static final String DELETE = "DELETE FROM outbox WHERE id = ANY($1)";
    private static final String GIVE_BACK =
            """
            UPDATE outbox SET claimed_until = clock_timestamp() + least(5, 0.25 * 2 ^ least(attempts, 10)) * interval '1 second'
            WHERE id = ANY($1)
            """;

    private final Pool pool;
    private final BrokerLink broker;
    private final Ticks ticks;
    private final MeterRegistry meters;
    private volatile Tick tick;
    private boolean proven;

    @Inject
    Relay(Vertx vertx, Pool pool, BrokerSettings settings, Ticks ticks, MeterRegistry meters) {
        this.pool = pool;
        this.broker = new BrokerLink(vertx, settings);
        this.ticks = ticks;
        this.meters = meters;
    }

    void onStart(@Observes StartupEvent started) {
        start();
    }

    void start() {
        tick = ticks.every(TICK, DISTANCE, "The outbox relay", this::drain);
    }

    /** Sends what is committed now instead of with the next tick; to be called after the commit. */
    void wake() {
        Tick started = tick;
        if (started != null) {
            started.wake();
        }
    }

    /** One round, and more as long as there is as much as a round can take. */
    private Uni<Void> drain() {
        int most = proven ? SIDE_BY_SIDE : 1;
        return broker.open()
                .chain(() -> claim(most))
                .chain(claimed -> claimed.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : send(claimed)
                                .chain(() ->
                                        claimed.size() < most ? Uni.createFrom().voidItem() : drain()))
                .onFailure()
                .invoke(() -> {
                    proven = false;
                    broker.close();
                });
    }

    private Uni<List<Claimed>> claim(int limit) {
        return pool.preparedQuery(CLAIM).execute(Tuple.of(limit, LEASE_SECONDS)).map(Relay::read);
    }

    /** Claims and tells which: tests. */
    Uni<List<UUID>> claimedIds(int limit) {
        return claim(limit).map(claimed -> claimed.stream().map(Claimed::id).collect(Collectors.toList()));
    }

    private static List<Claimed> read(RowSet<Row> rows) {
        List<Claimed> claimed = new ArrayList<>(rows.size());
        rows.forEach(row -> claimed.add(new Claimed(row.getUUID("id"), row.getString("address"), messageOf(row))));
        return claimed;
    }

    private static AmqpMessage messageOf(Row row) {
        String id = row.getUUID("id").toString();
        JsonObject properties =
                new JsonObject().put("type", row.getString("type")).put("_AMQ_DUPL_ID", id);
        putIfPresent(properties, "correlationId", row.getString("correlation_id"));
        putIfPresent(properties, "originalQueue", row.getString("original_queue"));
        putIfPresent(properties, "reason", row.getString("reason"));
        AmqpMessageBuilder builder = AmqpMessage.create()
                .id(id)
                .durable(true)
                .subject(row.getString("subject"))
                .contentType(CloudEvents.CONTENT_TYPE)
                .creationTime(row.getOffsetDateTime("created_at").toInstant().toEpochMilli())
                .applicationProperties(properties)
                .withBody(row.getString("body"));
        return builder.build();
    }

    private static void putIfPresent(JsonObject properties, String name, String value) {
        if (value != null) {
            properties.put(name, value);
        }
    }

    private Uni<Void> send(List<Claimed> claimed) {
        List<Uni<Outcome>> sends = new ArrayList<>(claimed.size());
        for (Claimed one : claimed) {
            sends.add(broker.send(one.address(), one.message())
                    .map(sent -> new Outcome(one.id(), null))
                    .onFailure()
                    .recoverWithItem(failure -> new Outcome(one.id(), failure)));
        }
        return Uni.join().all(sends).andFailFast().chain(this::settle);
    }

    private Uni<Void> settle(List<Outcome> outcomes) {
        UUID[] sent = outcomes.stream()
                .filter(outcome -> outcome.failure() == null)
                .map(Outcome::id)
                .toArray(UUID[]::new);
        UUID[] unsent = outcomes.stream()
                .filter(outcome -> outcome.failure() != null)
                .map(Outcome::id)
                .toArray(UUID[]::new);
        meters.counter("offpeak.outbox.sent").increment(sent.length);
        proven = unsent.length == 0;
        return update(DELETE, sent).chain(() -> update(GIVE_BACK, unsent)).chain(() -> {
            if (unsent.length == 0) {
                return Uni.createFrom().voidItem();
            }
            Throwable failure = outcomes.stream()
                    .map(Outcome::failure)
                    .filter(cause -> cause != null)
                    .findFirst()
                    .orElseThrow();
            LOG.warnf("%d of %d messages could not be sent yet: %s", unsent.length, outcomes.size(), failure);
            return Uni.createFrom().failure(failure);
        });
    }

    private Uni<Void> update(String statement, UUID[] ids) {
        if (ids.length == 0) {
            return Uni.createFrom().voidItem();
        }
        return pool.preparedQuery(statement)
                .execute(Tuple.tuple().addArrayOfUUID(ids))
                .replaceWithVoid();
    }

    @PreDestroy
    void stop() {
        if (tick != null) {
            tick.stop();
        }
        broker.close();
    }

    private record Claimed(UUID id, String address, AmqpMessage message) {}

    /** @param failure null when the broker has the message */
    private record Outcome(UUID id, Throwable failure) {}
}
