package dev.offpeak.assessment.messaging;

import dev.offpeak.assessment.schedule.Assessments;
import dev.offpeak.assessment.store.VmStore;
import dev.offpeak.contracts.message.AssessmentReported;
import dev.offpeak.contracts.message.InstallationEnded;
import dev.offpeak.messaging.Inbox;
import dev.offpeak.messaging.Transaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.Flow;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

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
    Flow.Subscriber<Message<String>> results() {
        return inbox.inBatches("agent.results.assessment", this::apply);
    }

    private Uni<Void> apply(List<dev.offpeak.contracts.message.Message> messages, Transaction tx) {
        Uni<Void> done = assessments.reported(tx, of(AssessmentReported.class, messages));
        for (InstallationEnded ended : of(InstallationEnded.class, messages)) {
            done = done.chain(() -> vms.lock(tx.connection(), ended.vmId()))
                    .chain(vm -> vm.isPresent()
                            ? assessments.afterInstallation(tx, vm.get())
                            : Uni.createFrom().voidItem());
        }
        return done;
    }

    private static <M> List<M> of(Class<M> type, List<?> messages) {
        return messages.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
