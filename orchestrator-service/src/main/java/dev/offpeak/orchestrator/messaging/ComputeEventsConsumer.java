package dev.offpeak.orchestrator.messaging;

import dev.offpeak.contracts.message.InstallationRefused;
import dev.offpeak.contracts.message.Message;
import dev.offpeak.contracts.message.VmChanged;
import dev.offpeak.contracts.message.VmDeleted;
import dev.offpeak.contracts.message.VmHealthChanged;
import dev.offpeak.contracts.message.VmHealthObserved;
import dev.offpeak.messaging.Inbox;
import dev.offpeak.messaging.Transaction;
import dev.offpeak.orchestrator.conductor.Reports;
import dev.offpeak.orchestrator.conductor.Wake;
import dev.offpeak.orchestrator.store.FleetStore;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** What compute says of VMs and orders. */
@ApplicationScoped
class ComputeEventsConsumer {
    private final Inbox inbox;
    private final FleetStore fleet;
    private final Reports reports;
    private final Wake wake;

    ComputeEventsConsumer(Inbox inbox, FleetStore fleet, Reports reports, Wake wake) {
        this.inbox = inbox;
        this.fleet = fleet;
        this.reports = reports;
        this.wake = wake;
    }

    @Incoming("compute-events")
    Uni<Void> on(String body) {
        return inbox.receive("compute.events.orchestrator", body, this::apply).invoke(wake::now);
    }

    private Uni<Void> apply(Message message, Transaction transaction) {
        if (message instanceof VmChanged changed) {
            return fleet.apply(transaction.connection(), changed);
        }
        if (message instanceof VmDeleted deleted) {
            return fleet.apply(transaction.connection(), deleted);
        }
        if (message instanceof VmHealthChanged changed) {
            return fleet.apply(transaction.connection(), changed);
        }
        if (message instanceof VmHealthObserved observed) {
            return reports.on(observed, transaction);
        }
        if (message instanceof InstallationRefused refused) {
            return reports.on(refused, transaction);
        }
        return Uni.createFrom().voidItem();
    }
}
