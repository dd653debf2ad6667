package dev.offpeak.assessment.messaging;

import dev.offpeak.assessment.store.WindowStore;
import dev.offpeak.contracts.message.Message;
import dev.offpeak.contracts.message.WindowPolicyChanged;
import dev.offpeak.messaging.Inbox;
import dev.offpeak.messaging.Transaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Follows the off-peak hours; rollouts are none of this service's business. */
@ApplicationScoped
class OrchestratorEventsConsumer {
    private final Inbox inbox;
    private final WindowStore windows;

    OrchestratorEventsConsumer(Inbox inbox, WindowStore windows) {
        this.inbox = inbox;
        this.windows = windows;
    }

    @Incoming("orchestrator-events")
    Uni<Void> on(String body) {
        return inbox.receive("orchestrator.events.assessment", body, this::apply);
    }

    private Uni<Void> apply(Message message, Transaction tx) {
        return message instanceof WindowPolicyChanged changed
                ? windows.apply(tx.connection(), changed)
                : Uni.createFrom().voidItem();
    }
}
