package dev.offpeak.assessment.messaging;

import dev.offpeak.assessment.schedule.Assessments;
import dev.offpeak.assessment.store.VmStore;
import dev.offpeak.contracts.message.AssessmentReported;
import dev.offpeak.contracts.message.InstallationEnded;
import dev.offpeak.contracts.message.Message;
import dev.offpeak.messaging.Inbox;
import dev.offpeak.messaging.Transaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Takes what guests found; after an installation it asks what is still missing. */
@ApplicationScoped
class AgentResultsConsumer {
    private final Inbox inbox;
    private final VmStore vms;
    private final Assessments assessments;

    AgentResultsConsumer(Inbox inbox, VmStore vms, Assessments assessments) {
        this.inbox = inbox;
        this.vms = vms;
        this.assessments = assessments;
    }

    @Incoming("agent-results")
    Uni<Void> on(String body) {
        return inbox.receive("agent.results.assessment", body, this::apply);
    }

    private Uni<Void> apply(Message message, Transaction tx) {
        if (message instanceof AssessmentReported report) {
            return assessments.reported(tx, report);
        }
        if (message instanceof InstallationEnded ended) {
            return vms.lock(tx.connection(), ended.vmId())
                    .chain(vm -> vm.isPresent()
                            ? assessments.afterInstallation(tx, vm.get())
                            : Uni.createFrom().voidItem());
        }
        return Uni.createFrom().voidItem();
    }
}
