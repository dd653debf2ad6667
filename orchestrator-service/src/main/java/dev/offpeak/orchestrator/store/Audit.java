package dev.offpeak.orchestrator.store;

import dev.offpeak.messaging.Transaction;
import dev.offpeak.orchestrator.domain.AuditEntry;
import io.smallrye.mutiny.Uni;

/** Who did what: entries are added, and never changed. */
public interface Audit {
    /** Adds an entry, in the transaction of what it tells of. */
    Uni<Void> add(Transaction transaction, AuditEntry entry);
}
