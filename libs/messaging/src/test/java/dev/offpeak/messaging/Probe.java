package dev.offpeak.messaging;

import dev.offpeak.contracts.message.AssessVm;
import dev.offpeak.contracts.message.Message;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** A subscriber as services have them: counts effects in a table, and fails when a test says so. */
@Singleton
class Probe {
    final AtomicBoolean failing = new AtomicBoolean();
    final AtomicInteger deliveries = new AtomicInteger();

    static final String POISON = "99999999-0000-0000-0000-000000000000";
    final AtomicInteger largestBatch = new AtomicInteger();

    @Inject
    Inbox inbox;

    @Incoming("work")
    Uni<Void> work(String body) {
        return inbox.receive("agent.work", body, this::apply);
    }

    @Incoming("results")
    Uni<Void> results(String body) {
        return inbox.receive("agent.results.orchestrator", body, this::apply);
    }

    /** Fails as a whole when one of its messages is about {@link #POISON}. */
    @Incoming("many")
    Flow.Subscriber<org.eclipse.microprofile.reactive.messaging.Message<String>> many() {
        return inbox.inBatches("compute.events.assessment", (messages, transaction) -> {
            largestBatch.accumulateAndGet(messages.size(), Math::max);
            Uni<Void> all = Uni.createFrom().voidItem();
            for (Message message : messages) {
                all = all.chain(() -> apply(message, transaction));
            }
            return all.chain(() ->
                    messages.stream().anyMatch(message -> message.subject().equals(POISON))
                            ? Uni.createFrom().failure(new IllegalStateException("The probe can't bear it."))
                            : Uni.createFrom().voidItem());
        });
    }

    private Uni<Void> apply(Message message, Transaction transaction) {
        deliveries.incrementAndGet();
        String activity = message instanceof AssessVm ? ((AssessVm) message).activityId() : message.subject();
        return transaction
                .connection()
                .preparedQuery("INSERT INTO effect VALUES ($1, $2)")
                .execute(Tuple.of(activity, Correlation.id().orElse("none")))
                .chain(() -> failing.get()
                        ? Uni.createFrom().failure(new IllegalStateException("The probe was told to fail."))
                        : Uni.createFrom().voidItem());
    }
}
