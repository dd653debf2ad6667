package dev.offpeak.messaging;

import dev.offpeak.contracts.message.Message;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Flow;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Takes messages so that each has its effect once, however often it is delivered.
 *
 * <ol>
 *   <li>What can't be understood goes to the dead letters with its reason, and is done with.
 *   <li>Its id is written down in the transaction of its effect; one whose id is there already changes nothing.
 *   <li>A handler that fails undoes both; the message is delivered again, five times in all, then it is a dead letter.
 *   <li>While the database is away messages wait: an outage must not make dead letters of good messages.
 * </ol>
 */
@ApplicationScoped
public class Inbox {
    private static final Logger LOG = Logger.getLogger(Inbox.class);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(500);
    private static final Duration OF_LATE = Duration.ofSeconds(1);
    private static final String REMEMBER =
            "INSERT INTO inbox (message_id, queue) VALUES ($1, $2) ON CONFLICT DO NOTHING";

    private static final String REMEMBER_ALL =
            """
            INSERT INTO inbox (message_id, queue) SELECT id, $2 FROM unnest($1::text[]) AS m(id)
            ON CONFLICT DO NOTHING RETURNING message_id""";

    private final Vertx vertx;
    private final Transactions transactions;
    private final Ticks ticks;
    private final MeterRegistry meters;
    private volatile Lateness latest = new Lateness(Long.MIN_VALUE / 2, 0);

    @Inject
    Inbox(Vertx vertx, Transactions transactions, Ticks ticks, MeterRegistry meters) {
        this.vertx = vertx;
        this.transactions = transactions;
        this.ticks = ticks;
        this.meters = meters;
    }

    /** What a message does; commits together with the note that it was received. */
    @FunctionalInterface
    public interface Handler {
        /** A failure means: not now, deliver it again. A message that is out of date is no failure. */
        Uni<Void> on(Message message, Transaction transaction);
    }

    /** What many messages do, in one transaction with the note that they were received. */
    @FunctionalInterface
    public interface BatchHandler {
        /**
         * A failure means: try each of them alone, which is to be the same as together.
         *
         * @param messages in the order of their coming; never empty, each new
         */
        Uni<Void> on(List<Message> messages, Transaction transaction);
    }

    /**
     * For a channel with many messages: takes all that are there together. Messages that belong to a request, by their correlation id
     * or trace, are taken one by one, so that what they cause belongs to it, too.
     *
     * @param queue the subscriber's own queue
     * @return to be handed to the channel, once
     */
    public Flow.Subscriber<org.eclipse.microprofile.reactive.messaging.Message<String>> inBatches(
            String queue, BatchHandler handler) {
        Handler one = (message, transaction) -> handler.on(List.of(message), transaction);
        return new Batches(
                ticks, queue, bodies -> receiveAll(queue, bodies, handler), body -> receive(queue, body, one));
    }

    /** Takes these as {@link #receive} would take each of them; fails when one of them fails, and then may have taken some. */
    Uni<Void> receiveAll(String queue, List<String> bodies, BatchHandler handler) {
        Map<String, Understood> together = new LinkedHashMap<>();
        Uni<Void> oneByOne = Uni.createFrom().voidItem();
        for (String body : bodies) {
            Optional<Understood> understood = understoodAlone(body);
            if (understood.isPresent()) {
                together.putIfAbsent(understood.get().event().id(), understood.get());
            } else {
                oneByOne = oneByOne.chain(() ->
                        receive(queue, body, (message, transaction) -> handler.on(List.of(message), transaction)));
            }
        }
        Uni<Void> rest = oneByOne;
        return (together.isEmpty() ? Uni.createFrom().voidItem() : applyAll(queue, together, handler))
                .chain(() -> rest);
    }

    /** A message and its envelope. */
    private record Understood(CloudEvent event, Message message) {}

    /** The message, if it can be read and belongs to no request. */
    private static Optional<Understood> understoodAlone(String body) {
        try {
            CloudEvent event = CloudEvents.read(body);
            return event.correlationid().isPresent() || event.traceparent().isPresent()
                    ? Optional.empty()
                    : Optional.of(new Understood(event, CloudEvents.messageIn(event)));
        } catch (NotUnderstoodException e) {
            return Optional.empty();
        }
    }

    private Uni<Void> applyAll(String queue, Map<String, Understood> byId, BatchHandler handler) {
        Correlation.clear();
        return transactions
                .inTransaction(transaction -> transaction
                        .connection()
                        .preparedQuery(REMEMBER_ALL)
                        .execute(Tuple.of(byId.keySet().toArray(String[]::new), queue))
                        .chain(rows -> {
                            Set<String> fresh = new HashSet<>();
                            rows.forEach(row -> fresh.add(row.getString(0)));
                            List<Message> messages = byId.entrySet().stream()
                                    .filter(entry -> fresh.contains(entry.getKey()))
                                    .map(entry -> entry.getValue().message())
                                    .toList();
                            return (messages.isEmpty()
                                            ? Uni.createFrom().voidItem()
                                            : handler.on(messages, transaction))
                                    .replaceWith(messages.size());
                        }))
                .invoke(applied -> {
                    count(queue, "applied", applied);
                    count(queue, "repeated", byId.size() - applied);
                    byId.values().forEach(one -> note(one.event()));
                })
                .replaceWithVoid();
    }

    /**
     * @param queue the subscriber's own queue, such as {@code compute.events.orchestrator}
     * @param body the CloudEvent as JSON
     * @return completes when its effect is committed (acknowledge it), fails when it must be delivered again
     */
    public Uni<Void> receive(String queue, String body, Handler handler) {
        CloudEvent event;
        Message message;
        try {
            event = CloudEvents.read(body);
        } catch (NotUnderstoodException e) {
            return bury(queue, body, Optional.empty(), e.getMessage());
        }
        try {
            message = CloudEvents.messageIn(event);
        } catch (NotUnderstoodException e) {
            return bury(queue, body, Optional.of(event), e.getMessage());
        }
        return untilDatabaseAnswers(() -> apply(queue, event, message, handler));
    }

    private Uni<Void> apply(String queue, CloudEvent event, Message message, Handler handler) {
        Correlation.restore(event);
        return transactions
                .inTransaction(transaction -> transaction
                        .connection()
                        .preparedQuery(REMEMBER)
                        .execute(Tuple.of(event.id(), queue))
                        .chain(rows -> rows.rowCount() == 0
                                ? Uni.createFrom().item("repeated")
                                : handler.on(message, transaction).replaceWith("applied")))
                .invoke(outcome -> {
                    count(queue, outcome);
                    note(event);
                })
                .onFailure(failure -> !Failures.isOutage(failure))
                .invoke(failure -> {
                    count(queue, "failed");
                    LOG.errorf(failure, "%s %s about %s failed", event.type(), event.id(), event.subject());
                })
                .onTermination()
                .invoke(Correlation::clear)
                .replaceWithVoid();
    }

    private Uni<Void> bury(String queue, String body, Optional<CloudEvent> event, String reason) {
        LOG.errorf("A message from %s goes to the dead letters: %s", queue, reason);
        return untilDatabaseAnswers(() -> transactions.inTransaction(
                        transaction -> transactions.bury(transaction, queue, body, event, reason)))
                .invoke(() -> count(queue, "not-understood"));
    }

    private Uni<Void> untilDatabaseAnswers(Supplier<Uni<Void>> work) {
        return Uni.createFrom()
                .deferred(work::get)
                .onFailure(Failures::isOutage)
                .recoverWithUni(failure -> {
                    LOG.warnf("The database is away (%s); messages wait", failure.getMessage());
                    return Pause.of(vertx, BETWEEN_TRIES).chain(() -> untilDatabaseAnswers(work));
                });
    }

    /** How long the messages handled of late had been under way, in real milliseconds; 0 when none was. */
    long delayMillis() {
        Lateness known = latest;
        return System.nanoTime() - known.atNanos() < OF_LATE.toNanos() ? known.millis() : 0;
    }

    private void note(CloudEvent event) {
        long millis = Math.max(0, Duration.between(event.time(), Instant.now()).toMillis());
        latest = new Lateness(System.nanoTime(), millis);
    }

    /** How long one message had been under way when it was handled, and when that was. */
    private record Lateness(long atNanos, long millis) {}

    private void count(String queue, String outcome) {
        count(queue, outcome, 1);
    }

    private void count(String queue, String outcome, int messages) {
        meters.counter("offpeak.inbox.messages", "queue", queue, "outcome", outcome)
                .increment(messages);
    }
}
