package dev.offpeak.orchestrator.messaging;

import dev.offpeak.contracts.message.Message;
import dev.offpeak.contracts.message.ProviderRegistered;
import dev.offpeak.messaging.Inbox;
import dev.offpeak.messaging.Transaction;
import dev.offpeak.orchestrator.conductor.Wake;
import dev.offpeak.orchestrator.store.FleetStore;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Which features were propagated; a registration that was not yet propagated changes nothing here (rules F4, F5). */
@ApplicationScoped
class FeaturesEventsConsumer {
    private final Inbox inbox;
    private final FleetStore fleet;
    private final Wake wake;

    FeaturesEventsConsumer(Inbox inbox, FleetStore fleet, Wake wake) {
        this.inbox = inbox;
        this.fleet = fleet;
        this.wake = wake;
    }

    @Incoming("features-events")
    Uni<Void> on(String body) {
        return inbox.receive("features.events.orchestrator", body, this::apply).invoke(wake::now);
    }

    private Uni<Void> apply(Message message, Transaction transaction) {
        return message instanceof ProviderRegistered registered
                ? fleet.apply(transaction.connection(), registered)
                : Uni.createFrom().voidItem();
    }
}
