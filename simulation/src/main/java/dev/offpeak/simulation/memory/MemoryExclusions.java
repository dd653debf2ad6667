package dev.offpeak.simulation.memory;

import dev.offpeak.messaging.Transaction;
import dev.offpeak.orchestrator.domain.NamedExclusion;
import dev.offpeak.orchestrator.store.KeptExclusions;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;

/** Exclusions beside the policies, in memory. */
class MemoryExclusions implements KeptExclusions {
    private final MemoryDatabase database;

    MemoryExclusions(MemoryDatabase database) {
        this.database = database;
    }

    @Override
    public Uni<List<NamedExclusion>> inForce(Transaction transaction, Instant now) {
        return Uni.createFrom()
                .item(database.exclusions.all().stream()
                        .filter(named -> named.exclusion().holdsAt(now))
                        .toList());
    }
}
