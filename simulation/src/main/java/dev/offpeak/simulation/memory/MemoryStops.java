package dev.offpeak.simulation.memory;

import dev.offpeak.messaging.Transaction;
import dev.offpeak.orchestrator.domain.PlatformStop;
import dev.offpeak.orchestrator.store.Stops;
import io.smallrye.mutiny.Uni;
import java.util.Optional;

/** The stop of everything, in memory. */
class MemoryStops implements Stops {
    private static final String ONE = "one";

    private final MemoryDatabase database;

    MemoryStops(MemoryDatabase database) {
        this.database = database;
    }

    @Override
    public Uni<Optional<PlatformStop>> current(Transaction transaction) {
        return Uni.createFrom().item(database.stops.find(ONE));
    }

    @Override
    public Uni<Boolean> stop(Transaction transaction, PlatformStop stop) {
        boolean fresh = database.stops.isEmpty();
        if (fresh) {
            database.stops.put(MemoryTransaction.of(transaction), ONE, stop);
        }
        return Uni.createFrom().item(fresh);
    }

    @Override
    public Uni<Boolean> release(Transaction transaction) {
        boolean stopped = !database.stops.isEmpty();
        if (stopped) {
            database.stops.remove(MemoryTransaction.of(transaction), ONE);
        }
        return Uni.createFrom().item(stopped);
    }
}
