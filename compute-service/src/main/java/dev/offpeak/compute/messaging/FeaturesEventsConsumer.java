package dev.offpeak.compute.messaging;

import dev.offpeak.compute.store.FeatureStore;
import dev.offpeak.contracts.message.Address;
import dev.offpeak.contracts.message.FeaturesTakenOver;
import dev.offpeak.contracts.message.Message;
import dev.offpeak.contracts.message.ProviderRegistered;
import dev.offpeak.messaging.Inbox;
import dev.offpeak.messaging.Transaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/**
 * Takes over feature states when they are propagated (rule F4), not before: FeatureStateChanged alone changes nothing here. Each
 * propagation is answered in the same transaction, an overtaken one too, for features-service waits for it by number.
 */
@ApplicationScoped
class FeaturesEventsConsumer {
    private static final String QUEUE = Address.FEATURES_EVENTS.queueOf(Address.Service.COMPUTE);
    private static final String NAMESPACE = "Microsoft.Compute";

    private final Inbox inbox;
    private final FeatureStore features;

    FeaturesEventsConsumer(Inbox inbox, FeatureStore features) {
        this.inbox = inbox;
        this.features = features;
    }

    @Incoming("features-events")
    Uni<Void> on(String body) {
        return inbox.receive(QUEUE, body, this::apply);
    }

    private Uni<Void> apply(Message message, Transaction tx) {
        if (message instanceof ProviderRegistered registered
                && registered.namespace().equalsIgnoreCase(NAMESPACE)) {
            return features.takeOver(tx, registered)
                    .chain(() -> tx.send(new FeaturesTakenOver(
                            registered.subscriptionId(), registered.namespace(), registered.propagation())));
        }
        return Uni.createFrom().voidItem();
    }
}
