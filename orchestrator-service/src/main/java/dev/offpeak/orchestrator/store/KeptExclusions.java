package dev.offpeak.orchestrator.store;

import dev.offpeak.messaging.Transaction;
import dev.offpeak.orchestrator.domain.NamedExclusion;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;

/** Exclusions that are kept beside the policies (rule U4), as orders read them. */
public interface KeptExclusions {
    /** Those that have not expired, by name. */
    Uni<List<NamedExclusion>> inForce(Transaction transaction, Instant now);
}
