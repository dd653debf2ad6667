package dev.offpeak.messaging;

import dev.offpeak.contracts.message.Message;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.UniHelper;
import io.vertx.core.Future;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Transactions of the reactive client (READ COMMITTED) whose messages leave as soon as they have committed. */
@ApplicationScoped
public class Transactions implements AtomicWork {
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
    @Override
    public <T> Uni<T> inTransaction(Function<Transaction, Uni<T>> work) {
        return attempt(work, 1);
    }

    private <T> Uni<T> attempt(Function<Transaction, Uni<T>> work, int attempt) {
        return Uni.createFrom().deferred(() -> {
            Set<Runnable> hints = new LinkedHashSet<>();
            return pool.withConnection(connection -> begunAndEnded(connection, work, hints))
                    .invoke(() -> hints.forEach(Runnable::run))
                    .onFailure(failure -> attempt < ATTEMPTS && Failures.isConflict(failure))
                    .recoverWithUni(
                            () -> Pause.of(vertx, randomPause(attempt)).chain(() -> attempt(work, attempt + 1)));
        });
    }

    /**
     * BEGIN goes to the server together with the first statements of the work instead of being waited for; should it fail, they do
     * too, for it is only a broken connection that makes it. A connection that is given back in the middle, because whoever waited
     * gave up, is rolled back by its pool.
     */
    private <T> Uni<T> begunAndEnded(
            SqlConnection connection, Function<Transaction, Uni<T>> work, Set<Runnable> hints) {
        Future<io.vertx.sqlclient.Transaction> begun = connection.getDelegate().begin();
        return Uni.createFrom()
                .deferred(() -> work.apply(new Open(connection, hints)))
                .call(() -> UniHelper.toUni(begun.compose(io.vertx.sqlclient.Transaction::commit)))
                .onFailure()
                .call(() -> UniHelper.toUni(begun.compose(io.vertx.sqlclient.Transaction::rollback))
                        .onFailure()
                        .recoverWithNull());
    }

    /** Two that collided must not collide again. */
    private static Duration randomPause(int attempt) {
        return Duration.ofMillis(ThreadLocalRandom.current().nextInt(1, LONGEST_PAUSE_MILLIS) * (long) attempt);
    }

    private final class Open implements Transaction {
        private final SqlConnection connection;
        private final Set<Runnable> hints;

        private Open(SqlConnection connection, Set<Runnable> hints) {
            this.connection = connection;
            this.hints = hints;
        }

        @Override
        public SqlConnection connection() {
            return connection;
        }

        @Override
        public void afterCommit(Runnable hint) {
            hints.add(hint);
        }

        @Override
        public Uni<Void> send(Collection<? extends Message> messages) {
            if (!messages.isEmpty()) {
                afterCommit(wakeRelay);
            }
            return OutgoingRows.insert(connection, OutgoingRows.of(messages, source));
        }
    }

    /** Puts a message among the dead letters; sent like any other. */
    Uni<Void> bury(Transaction transaction, String queue, String body, Optional<CloudEvent> event, String reason) {
        transaction.afterCommit(wakeRelay);
        return OutgoingRows.insertDeadLetter(transaction.connection(), queue, body, event, reason);
    }
}
