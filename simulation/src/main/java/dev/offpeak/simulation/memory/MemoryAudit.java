package dev.offpeak.simulation.memory;

import dev.offpeak.messaging.Transaction;
import dev.offpeak.orchestrator.domain.AuditEntry;
import dev.offpeak.orchestrator.store.Audit;
import io.smallrye.mutiny.Uni;

/** Who did what, in memory. */
class MemoryAudit implements Audit {
    private final MemoryDatabase database;

    MemoryAudit(MemoryDatabase database) {
        this.database = database;
    }

    @Override
    public Uni<Void> add(Transaction transaction, AuditEntry entry) {
        database.audit.put(MemoryTransaction.of(transaction), (long) database.audit.size() + 1, entry);
        return Uni.createFrom().voidItem();
    }
}
