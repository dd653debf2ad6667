package dev.offpeak.messaging;

import dev.offpeak.contracts.message.Message;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.util.Collection;
import java.util.List;

/** One database transaction, and the messages that are sent exactly if it commits. */
public interface Transaction {
    /**
     * The connection. Statements are done in the order in which they are sent; those that don't need each other's answers may be sent
     * without waiting for them ({@link #together}).
     */
    SqlConnection connection();

    /** Done by this process once it has committed, and not at all if it does not, or the process ends in between: for hints. */
    void afterCommit(Runnable hint);

    /** Sends these statements, in this order, before the first is answered; fails with the first failure, which undoes all. */
    static Uni<Void> together(List<Uni<?>> statements) {
        return statements.isEmpty()
                ? Uni.createFrom().voidItem()
                : Uni.combine().all().unis(statements).discardItems();
    }

    /** Writes them to the outbox. */
    Uni<Void> send(Collection<? extends Message> messages);

    /** Writes them to the outbox. */
    default Uni<Void> send(Message... messages) {
        return send(List.of(messages));
    }
}
