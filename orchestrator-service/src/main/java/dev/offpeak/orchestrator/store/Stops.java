package dev.offpeak.orchestrator.store;

import dev.offpeak.messaging.Transaction;
import dev.offpeak.orchestrator.domain.PlatformStop;
import io.smallrye.mutiny.Uni;
import java.util.Optional;

/** The stop of everything. */
public interface Stops {
    /** What stands; empty when nothing is stopped. */
    Uni<Optional<PlatformStop>> current(Transaction transaction);

    /** Stops everything, with every dispatcher shut out until the transaction ends. Answers false when it is stopped already. */
    Uni<Boolean> stop(Transaction transaction, PlatformStop stop);

    /** Answers whether anything was stopped. */
    Uni<Boolean> release(Transaction transaction);
}
