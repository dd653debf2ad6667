package dev.offpeak.messaging;

import dev.offpeak.contracts.message.Message;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.util.Collection;
import java.util.List;

/** One database transaction, and the messages that are sent exactly if it commits. */
public interface Transaction {
    /** The connection; one statement after the other, never two at once. */
    SqlConnection connection();

    /** Writes them to the outbox. */
    Uni<Void> send(Collection<? extends Message> messages);

    /** Writes them to the outbox. */
    default Uni<Void> send(Message... messages) {
        return send(List.of(messages));
    }
}
