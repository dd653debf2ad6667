package dev.offpeak.orchestrator.messaging;

import dev.offpeak.messaging.Inbox;
import dev.offpeak.orchestrator.conductor.Intake;
import dev.offpeak.orchestrator.conductor.Wake;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Which features were propagated; a registration that was not yet propagated changes nothing here (rules F4, F5). */
@ApplicationScoped
class FeaturesEventsConsumer {
    private final Inbox inbox;
    private final Intake intake;
    private final Wake wake;

    FeaturesEventsConsumer(Inbox inbox, Intake intake, Wake wake) {
        this.inbox = inbox;
        this.intake = intake;
        this.wake = wake;
    }

    @Incoming("features-events")
    Uni<Void> on(String body) {
        return inbox.receive("features.events.orchestrator", body, intake::take).invoke(wake::now);
    }
}
