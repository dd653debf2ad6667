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
import java.util.Optional;
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

    private final Vertx vertx;
    private final Transactions transactions;
    private final MeterRegistry meters;
    private volatile Lateness latest = new Lateness(Long.MIN_VALUE / 2, 0);

    @Inject
    Inbox(Vertx vertx, Transactions transactions, MeterRegistry meters) {
        this.vertx = vertx;
        this.transactions = transactions;
        this.meters = meters;
    }

    /** What a message does; commits together with the note that it was received. */
    @FunctionalInterface
    public interface Handler {
        /** A failure means: not now, deliver it again. A message that is out of date is no failure. */
        Uni<Void> on(Message message, Transaction transaction);
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
        meters.counter("offpeak.inbox.messages", "queue", queue, "outcome", outcome)
                .increment();
    }
}
