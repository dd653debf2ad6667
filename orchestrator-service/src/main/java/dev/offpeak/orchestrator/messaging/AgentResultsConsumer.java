package dev.offpeak.orchestrator.messaging;

import dev.offpeak.contracts.message.InstallationEnded;
import dev.offpeak.contracts.message.InstallationProgressed;
import dev.offpeak.contracts.message.Message;
import dev.offpeak.messaging.Inbox;
import dev.offpeak.messaging.Transaction;
import dev.offpeak.orchestrator.conductor.Reports;
import dev.offpeak.orchestrator.conductor.Wake;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** What guests say of their orders. Assessments are not ours. */
@ApplicationScoped
class AgentResultsConsumer {
    private final Inbox inbox;
    private final Reports reports;
    private final Wake wake;

    AgentResultsConsumer(Inbox inbox, Reports reports, Wake wake) {
        this.inbox = inbox;
        this.reports = reports;
        this.wake = wake;
    }

    @Incoming("agent-results")
    Uni<Void> on(String body) {
        return inbox.receive("agent.results.orchestrator", body, this::apply).invoke(wake::now);
    }

    private Uni<Void> apply(Message message, Transaction transaction) {
        if (message instanceof InstallationProgressed progressed) {
            return reports.on(progressed, transaction);
        }
        if (message instanceof InstallationEnded ended) {
            return reports.on(ended, transaction);
        }
        return Uni.createFrom().voidItem();
    }
}
