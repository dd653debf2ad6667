package dev.offpeak.orchestrator.messaging;

import dev.offpeak.messaging.Inbox;
import dev.offpeak.orchestrator.conductor.Intake;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** How many patches VMs lack: shown beside their standing in a rollout. */
@ApplicationScoped
class AssessmentEventsConsumer {
    private final Inbox inbox;
    private final Intake intake;

    AssessmentEventsConsumer(Inbox inbox, Intake intake) {
        this.inbox = inbox;
        this.intake = intake;
    }

    @Incoming("assessment-events")
    Uni<Void> on(String body) {
        return inbox.receive("assessment.events.orchestrator", body, intake::take);
    }
}
