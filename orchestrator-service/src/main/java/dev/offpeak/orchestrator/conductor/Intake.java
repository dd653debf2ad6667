package dev.offpeak.orchestrator.conductor;

import dev.offpeak.contracts.message.AssessmentCompleted;
import dev.offpeak.contracts.message.InstallationEnded;
import dev.offpeak.contracts.message.InstallationProgressed;
import dev.offpeak.contracts.message.InstallationRefused;
import dev.offpeak.contracts.message.Message;
import dev.offpeak.contracts.message.ProviderRegistered;
import dev.offpeak.contracts.message.VmChanged;
import dev.offpeak.contracts.message.VmDeleted;
import dev.offpeak.contracts.message.VmHealthChanged;
import dev.offpeak.contracts.message.VmHealthObserved;
import dev.offpeak.messaging.Transaction;
import dev.offpeak.orchestrator.store.Fleet;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * What each message of the others means here: a change of the fleet as it is known, or the report on an order. A registration
 * that was not propagated yet, and whatever else is not ours, changes nothing.
 */
@ApplicationScoped
public class Intake {
    private final Fleet fleet;
    private final Reports reports;

    Intake(Fleet fleet, Reports reports) {
        this.fleet = fleet;
        this.reports = reports;
    }

    /** Takes a message in the transaction that notes its receipt. */
    public Uni<Void> take(Message message, Transaction transaction) {
        if (message instanceof VmChanged changed) {
            return fleet.apply(transaction, changed);
        }
        if (message instanceof VmDeleted deleted) {
            return fleet.apply(transaction, deleted);
        }
        if (message instanceof VmHealthChanged changed) {
            return fleet.apply(transaction, changed);
        }
        if (message instanceof VmHealthObserved observed) {
            return reports.on(observed, transaction);
        }
        if (message instanceof InstallationRefused refused) {
            return reports.on(refused, transaction);
        }
        if (message instanceof InstallationProgressed progressed) {
            return reports.on(progressed, transaction);
        }
        if (message instanceof InstallationEnded ended) {
            return reports.on(ended, transaction);
        }
        if (message instanceof ProviderRegistered registered) {
            return fleet.apply(transaction, registered);
        }
        if (message instanceof AssessmentCompleted completed) {
            return fleet.apply(transaction, completed);
        }
        return Uni.createFrom().voidItem();
    }
}
