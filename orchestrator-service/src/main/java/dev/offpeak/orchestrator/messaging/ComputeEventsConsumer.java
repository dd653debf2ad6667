package dev.offpeak.orchestrator.messaging;

import dev.offpeak.messaging.Inbox;
import dev.offpeak.orchestrator.conductor.Intake;
import dev.offpeak.orchestrator.conductor.Wake;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** What compute says of VMs and orders. */
@ApplicationScoped
class ComputeEventsConsumer {
    private final Inbox inbox;
    private final Intake intake;
    private final Wake wake;

    ComputeEventsConsumer(Inbox inbox, Intake intake, Wake wake) {
        this.inbox = inbox;
        this.intake = intake;
        this.wake = wake;
    }

    @Incoming("compute-events")
    Uni<Void> on(String body) {
        return inbox.receive("compute.events.orchestrator", body, intake::take).invoke(wake::now);
    }
}
