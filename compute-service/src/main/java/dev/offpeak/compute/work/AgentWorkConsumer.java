package dev.offpeak.compute.work;

import dev.offpeak.contracts.message.Address;
import dev.offpeak.contracts.message.AssessVm;
import dev.offpeak.contracts.message.CancelInstallation;
import dev.offpeak.contracts.message.InstallPatches;
import dev.offpeak.contracts.message.Message;
import dev.offpeak.messaging.Inbox;
import dev.offpeak.messaging.Transaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Takes what the other services want of guests from {@code agent.work}. */
@ApplicationScoped
class AgentWorkConsumer {
    private static final String QUEUE = Address.AGENT_WORK.queueOf(Address.Service.COMPUTE);

    private final Inbox inbox;
    private final InstallationOrders orders;
    private final AssessmentWork assessments;

    AgentWorkConsumer(Inbox inbox, InstallationOrders orders, AssessmentWork assessments) {
        this.inbox = inbox;
        this.orders = orders;
        this.assessments = assessments;
    }

    @Incoming("agent-work")
    Uni<Void> on(String body) {
        return inbox.receive(QUEUE, body, this::apply);
    }

    private Uni<Void> apply(Message message, Transaction tx) {
        if (message instanceof InstallPatches order) {
            return orders.give(tx, order);
        }
        if (message instanceof CancelInstallation cancel) {
            return orders.cancel(tx, cancel);
        }
        if (message instanceof AssessVm scan) {
            return assessments.give(tx, scan);
        }
        return Uni.createFrom().voidItem();
    }
}
