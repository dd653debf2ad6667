package dev.offpeak.messaging;

import dev.offpeak.contracts.message.Message;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Transactions of the reactive client (READ COMMITTED) whose messages leave as soon as they have committed. */
@ApplicationScoped
public class Transactions {
    private static final int ATTEMPTS = 5;
    private static final int LONGEST_PAUSE_MILLIS = 40;

    private final Vertx vertx;
    private final Pool pool;
    private final Runnable wakeRelay;
    private final String source;

    @Inject
    Transactions(
            Vertx vertx, Pool pool, Relay relay, @ConfigProperty(name = "quarkus.application.name") String service) {
        this(vertx, pool, service, relay::wake);
    }

    private Transactions(Vertx vertx, Pool pool, String service, Runnable wakeRelay) {
        this.vertx = vertx;
        this.pool = pool;
        this.source = "/offpeak/" + service;
        this.wakeRelay = wakeRelay;
    }

    /** Without a relay: messages stay in the outbox until some other process sends them. For tools and for tests of stores. */
    public static Transactions withoutRelay(Vertx vertx, Pool pool, String service) {
        return new Transactions(vertx, pool, service, () -> {});
    }

    /**
     * Commits when the work succeeds, rolls back when it fails. After a serialization failure or a deadlock the work is
     * done again in a new transaction, five times in all: it must have no effect but on the database.
     */
    public <T> Uni<T> inTransaction(Function<Transaction, Uni<T>> work) {
        return attempt(work, 1);
    }

    private <T> Uni<T> attempt(Function<Transaction, Uni<T>> work, int attempt) {
        return Uni.createFrom().deferred(() -> {
            AtomicBoolean sent = new AtomicBoolean();
            return pool.withTransaction(
                            connection -> Uni.createFrom().deferred(() -> work.apply(new Open(connection, sent))))
                    .invoke(() -> {
                        if (sent.get()) {
                            wakeRelay.run();
                        }
                    })
                    .onFailure(failure -> attempt < ATTEMPTS && Failures.isConflict(failure))
                    .recoverWithUni(
                            () -> Pause.of(vertx, randomPause(attempt)).chain(() -> attempt(work, attempt + 1)));
        });
    }

    /** Two that collided must not collide again. */
    private static Duration randomPause(int attempt) {
        return Duration.ofMillis(ThreadLocalRandom.current().nextInt(1, LONGEST_PAUSE_MILLIS) * (long) attempt);
    }

    private final class Open implements Transaction {
        private final SqlConnection connection;
        private final AtomicBoolean sent;

        private Open(SqlConnection connection, AtomicBoolean sent) {
            this.connection = connection;
            this.sent = sent;
        }

        @Override
        public SqlConnection connection() {
            return connection;
        }

        @Override
        public Uni<Void> send(Collection<? extends Message> messages) {
            return OutgoingRows.insert(connection, OutgoingRows.of(messages, source))
                    .invoke(() -> sent.set(sent.get() || !messages.isEmpty()));
        }
    }

    /** Puts a message among the dead letters; sent like any other. */
    Uni<Void> bury(Transaction transaction, String queue, String body, Optional<CloudEvent> event, String reason) {
        ((Open) transaction).sent.set(true);
        return OutgoingRows.insertDeadLetter(transaction.connection(), queue, body, event, reason);
    }
}
