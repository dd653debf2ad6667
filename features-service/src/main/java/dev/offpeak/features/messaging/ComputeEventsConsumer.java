package dev.offpeak.features.messaging;

import dev.offpeak.contracts.message.Address;
import dev.offpeak.contracts.message.FeaturesTakenOver;
import dev.offpeak.contracts.message.Message;
import dev.offpeak.features.store.ProviderRegistrations;
import dev.offpeak.messaging.Inbox;
import dev.offpeak.messaging.Transaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Compute's answers to propagations (rule F4). Most of what compute tells is about VMs and of no concern here. */
@ApplicationScoped
public class ComputeEventsConsumer {
    private static final String QUEUE = Address.COMPUTE_EVENTS.queueOf(Address.Service.FEATURES);
    private static final String TYPE = "\"dev.offpeak." + FeaturesTakenOver.class.getSimpleName() + "\"";

    private final Inbox inbox;

    @Inject
    ComputeEventsConsumer(Inbox inbox) {
        this.inbox = inbox;
    }

    @Incoming("compute-events")
    Uni<Void> on(String body) {
        // A fleet's VM events come by the hundred thousand: no transaction for what would be ignored anyway.
        return body.contains(TYPE)
                ? inbox.receive(QUEUE, body, this::apply)
                : Uni.createFrom().voidItem();
    }

    private Uni<Void> apply(Message message, Transaction transaction) {
        if (!(message instanceof FeaturesTakenOver)) {
            return Uni.createFrom().voidItem();
        }
        FeaturesTakenOver taken = (FeaturesTakenOver) message;
        return ProviderRegistrations.takenOverByCompute(
                transaction.connection(), taken.subscriptionId(), taken.namespace(), taken.propagation());
    }
}
