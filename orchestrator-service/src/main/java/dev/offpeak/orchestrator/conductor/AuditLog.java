package dev.offpeak.orchestrator.conductor;

import dev.offpeak.messaging.Transaction;
import dev.offpeak.orchestrator.domain.Action;
import dev.offpeak.orchestrator.domain.AuditEntry;
import dev.offpeak.orchestrator.domain.Caller;
import dev.offpeak.orchestrator.store.Audit;
import dev.offpeak.time.PlatformClock;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;

/** Takes down what people do, in the transaction in which it is done: there is no deed without its entry, and no entry without its deed. */
@ApplicationScoped
class AuditLog {
    private final Audit store;
    private final PlatformClock clock;

    AuditLog(Audit store, PlatformClock clock) {
        this.store = store;
        this.clock = clock;
    }

    Uni<Void> add(Transaction transaction, Caller by, Action action, String target, Map<String, String> details) {
        return store.add(transaction, new AuditEntry(clock.now(), by, action, target, details));
    }
}
