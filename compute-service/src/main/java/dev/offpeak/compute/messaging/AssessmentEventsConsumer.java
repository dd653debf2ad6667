package dev.offpeak.compute.messaging;

import dev.offpeak.compute.enablement.EnablementSteps;
import dev.offpeak.compute.store.FindingsStore;
import dev.offpeak.contracts.PatchOperationStatus;
import dev.offpeak.contracts.message.Address;
import dev.offpeak.contracts.message.AssessmentCompleted;
import dev.offpeak.contracts.message.Message;
import dev.offpeak.messaging.Inbox;
import dev.offpeak.messaging.Transaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Shows assessments in instance views (rule A3); the first result ends a VM's enablement (rule E4). */
@ApplicationScoped
class AssessmentEventsConsumer {
    private static final String QUEUE = Address.ASSESSMENT_EVENTS.queueOf(Address.Service.COMPUTE);

    private final Inbox inbox;
    private final FindingsStore findings;
    private final EnablementSteps enablement;

    AssessmentEventsConsumer(Inbox inbox, FindingsStore findings, EnablementSteps enablement) {
        this.inbox = inbox;
        this.findings = findings;
        this.enablement = enablement;
    }

    @Incoming("assessment-events")
    Uni<Void> on(String body) {
        return inbox.receive(QUEUE, body, this::apply);
    }

    private Uni<Void> apply(Message message, Transaction tx) {
        if (message instanceof AssessmentCompleted assessment) {
            // The VM's row is locked first: keeping the finding takes a weaker lock on it, which two deliveries could
            // not both raise.
            Uni<Void> enabled = hasResults(assessment.status())
                    ? enablement.assessed(tx, UUID.fromString(assessment.vmId()))
                    : Uni.createFrom().voidItem();
            return enabled.chain(() -> findings.assessed(tx, assessment));
        }
        return Uni.createFrom().voidItem();
    }

    private static boolean hasResults(PatchOperationStatus status) {
        return status == PatchOperationStatus.SUCCEEDED || status == PatchOperationStatus.COMPLETED_WITH_WARNINGS;
    }
}
