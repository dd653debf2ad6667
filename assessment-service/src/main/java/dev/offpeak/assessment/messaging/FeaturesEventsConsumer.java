package dev.offpeak.assessment.messaging;

import dev.offpeak.assessment.store.FeatureStore;
import dev.offpeak.contracts.message.FeaturesTakenOverByAssessment;
import dev.offpeak.contracts.message.Message;
import dev.offpeak.contracts.message.ProviderRegistered;
import dev.offpeak.messaging.Inbox;
import dev.offpeak.messaging.Transaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Takes feature states over when they are propagated, and says so (rule F4). */
@ApplicationScoped
class FeaturesEventsConsumer {
    private final Inbox inbox;
    private final FeatureStore features;

    FeaturesEventsConsumer(Inbox inbox, FeatureStore features) {
        this.inbox = inbox;
        this.features = features;
    }

    @Incoming("features-events")
    Uni<Void> on(String body) {
        return inbox.receive("features.events.assessment", body, this::apply);
    }

    private Uni<Void> apply(Message message, Transaction tx) {
        if (message instanceof ProviderRegistered registered) {
            return features.apply(tx.connection(), registered)
                    .chain(() -> tx.send(new FeaturesTakenOverByAssessment(
                            registered.subscriptionId(), registered.namespace(), registered.propagation())));
        }
        return Uni.createFrom().voidItem();
    }
}
