package dev.offpeak.assessment.messaging;

import dev.offpeak.assessment.domain.Trigger;
import dev.offpeak.assessment.schedule.Assessments;
import dev.offpeak.assessment.store.AssessmentStore;
import dev.offpeak.assessment.store.VmRow;
import dev.offpeak.assessment.store.VmStore;
import dev.offpeak.contracts.message.Message;
import dev.offpeak.contracts.message.VmChanged;
import dev.offpeak.contracts.message.VmDeleted;
import dev.offpeak.messaging.Inbox;
import dev.offpeak.messaging.Transaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/**
 * Follows the VMs; one whose extension is there and that was never assessed is assessed at once (rule E4), one that is only to be assessed
 * in its next window (rule A1).
 */
@ApplicationScoped
class ComputeEventsConsumer {
    private final Inbox inbox;
    private final VmStore vms;
    private final AssessmentStore store;
    private final Assessments assessments;

    ComputeEventsConsumer(Inbox inbox, VmStore vms, AssessmentStore store, Assessments assessments) {
        this.inbox = inbox;
        this.vms = vms;
        this.store = store;
        this.assessments = assessments;
    }

    @Incoming("compute-events")
    Uni<Void> on(String body) {
        return inbox.receive("compute.events.assessment", body, this::apply);
    }

    private Uni<Void> apply(Message message, Transaction tx) {
        if (message instanceof VmChanged changed) {
            return vms.apply(tx.connection(), changed)
                    .chain(vm -> vm.filter(VmRow::isAssessedPeriodically).isPresent()
                            ? assessFirst(tx, vm.get())
                            : Uni.createFrom().voidItem());
        }
        if (message instanceof VmDeleted deleted) {
            return vms.apply(tx.connection(), deleted).chain(() -> assessments.abandon(tx, deleted.vmId()));
        }
        return Uni.createFrom().voidItem();
    }

    private Uni<Void> assessFirst(Transaction tx, VmRow vm) {
        return store.hasAny(tx.connection(), vm.vmId()).chain(known -> {
            if (known) {
                return Uni.createFrom().voidItem();
            }
            return vm.isEnabled()
                    ? assessments.request(tx, vm, Trigger.FIRST).replaceWithVoid()
                    : assessments.planFirst(tx, vm);
        });
    }
}
