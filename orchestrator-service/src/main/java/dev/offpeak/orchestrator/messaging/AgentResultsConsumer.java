package dev.offpeak.orchestrator.messaging;

import dev.offpeak.messaging.Inbox;
import dev.offpeak.orchestrator.conductor.Intake;
import dev.offpeak.orchestrator.conductor.Wake;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** What guests say of their orders. Assessments are not ours. */
@ApplicationScoped
class AgentResultsConsumer {
    private final Inbox inbox;
    private final Intake intake;
    private final Wake wake;

    AgentResultsConsumer(Inbox inbox, Intake intake, Wake wake) {
        this.inbox = inbox;
        this.intake = intake;
        this.wake = wake;
    }

    @Incoming("agent-results")
    Uni<Void> on(String body) {
        return inbox.receive("agent.results.orchestrator", body, intake::take).invoke(wake::now);
    }
}
