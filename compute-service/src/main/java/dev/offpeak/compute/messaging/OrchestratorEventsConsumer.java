package dev.offpeak.compute.messaging;

import dev.offpeak.compute.store.FindingsStore;
import dev.offpeak.compute.work.FenceStore;
import dev.offpeak.compute.work.WindowStore;
import dev.offpeak.contracts.message.Address;
import dev.offpeak.contracts.message.InstallationChanged;
import dev.offpeak.contracts.message.Message;
import dev.offpeak.contracts.message.RolloutChanged;
import dev.offpeak.contracts.message.WindowPolicyChanged;
import dev.offpeak.messaging.Inbox;
import dev.offpeak.messaging.Transaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Shows installations in instance views (rule I5), and takes over rollouts' fences and off-peak hours. */
@ApplicationScoped
class OrchestratorEventsConsumer {
    private static final String QUEUE = Address.ORCHESTRATOR_EVENTS.queueOf(Address.Service.COMPUTE);

    private final Inbox inbox;
    private final FindingsStore findings;
    private final FenceStore fences;
    private final WindowStore windows;

    OrchestratorEventsConsumer(Inbox inbox, FindingsStore findings, FenceStore fences, WindowStore windows) {
        this.inbox = inbox;
        this.findings = findings;
        this.fences = fences;
        this.windows = windows;
    }

    @Incoming("orchestrator-events")
    Uni<Void> on(String body) {
        return inbox.receive(QUEUE, body, this::apply);
    }

    private Uni<Void> apply(Message message, Transaction tx) {
        if (message instanceof InstallationChanged installation) {
            return findings.installed(tx, installation);
        }
        if (message instanceof RolloutChanged rollout) {
            return fences.raise(tx, rollout.rolloutId(), rollout.fenceEpoch());
        }
        if (message instanceof WindowPolicyChanged policy) {
            return windows.changed(tx, policy);
        }
        return Uni.createFrom().voidItem();
    }
}
