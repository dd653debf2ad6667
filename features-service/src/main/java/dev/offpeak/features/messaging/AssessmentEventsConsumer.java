package dev.offpeak.features.messaging;

import dev.offpeak.contracts.message.Address;
import dev.offpeak.contracts.message.FeaturesTakenOverByAssessment;
import dev.offpeak.contracts.message.Message;
import dev.offpeak.features.store.ProviderRegistrations;
import dev.offpeak.messaging.Inbox;
import dev.offpeak.messaging.Transaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Assessment's answers to propagations (rule F4). Most of what assessment tells is about VMs and of no concern here. */
@ApplicationScoped
public class AssessmentEventsConsumer {
    private static final String QUEUE = Address.ASSESSMENT_EVENTS.queueOf(Address.Service.FEATURES);
    private static final String TYPE = "\"dev.offpeak." + FeaturesTakenOverByAssessment.class.getSimpleName() + "\"";

    private final Inbox inbox;

    @Inject
    AssessmentEventsConsumer(Inbox inbox) {
        this.inbox = inbox;
    }

    @Incoming("assessment-events")
    Uni<Void> on(String body) {
        // As many as VMs are assessed: no transaction for what would be ignored anyway.
        return body.contains(TYPE)
                ? inbox.receive(QUEUE, body, this::apply)
                : Uni.createFrom().voidItem();
    }

    private Uni<Void> apply(Message message, Transaction transaction) {
        if (!(message instanceof FeaturesTakenOverByAssessment)) {
            return Uni.createFrom().voidItem();
        }
        FeaturesTakenOverByAssessment taken = (FeaturesTakenOverByAssessment) message;
        return ProviderRegistrations.takenOverByAssessment(
                transaction.connection(), taken.subscriptionId(), taken.namespace(), taken.propagation());
    }
}
