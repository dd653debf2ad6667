package dev.offpeak.orchestrator.messaging;

import dev.offpeak.contracts.message.AssessmentCompleted;
import dev.offpeak.contracts.message.Message;
import dev.offpeak.messaging.Inbox;
import dev.offpeak.messaging.Transaction;
import dev.offpeak.orchestrator.store.FleetStore;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** How many patches VMs lack: shown beside their standing in a rollout. */
@ApplicationScoped
class AssessmentEventsConsumer {
    private final Inbox inbox;
    private final FleetStore fleet;

    AssessmentEventsConsumer(Inbox inbox, FleetStore fleet) {
        this.inbox = inbox;
        this.fleet = fleet;
    }

    @Incoming("assessment-events")
    Uni<Void> on(String body) {
        return inbox.receive("assessment.events.orchestrator", body, this::apply);
    }

    private Uni<Void> apply(Message message, Transaction transaction) {
        return message instanceof AssessmentCompleted completed
                ? fleet.apply(transaction.connection(), completed)
                : Uni.createFrom().voidItem();
    }
}
