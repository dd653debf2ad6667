package dev.offpeak.compute.work;

import dev.offpeak.contracts.message.Message;
import dev.offpeak.messaging.Correlation;
import dev.offpeak.messaging.Transaction;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.MDC;

/** Carries the correlation id of the request that caused some work over to the messages that the guest's answers cause. */
public final class CorrelatedSend {
    private CorrelatedSend() {}

    /** Sends these messages under that correlation id; empty means the one at hand. */
    public static Uni<Void> send(Transaction tx, Optional<String> correlationId, List<? extends Message> messages) {
        if (correlationId.isEmpty()) {
            return tx.send(messages);
        }
        return Uni.createFrom().deferred(() -> {
            Optional<String> before = Correlation.id();
            MDC.put(Correlation.ID, correlationId.get());
            try {
                return tx.send(messages);
            } finally {
                before.ifPresentOrElse(id -> MDC.put(Correlation.ID, id), () -> MDC.remove(Correlation.ID));
            }
        });
    }
}
