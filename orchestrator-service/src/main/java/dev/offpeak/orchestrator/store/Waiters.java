package dev.offpeak.orchestrator.store;

import dev.offpeak.messaging.Transaction;
import dev.offpeak.orchestrator.domain.VmId;
import dev.offpeak.orchestrator.planner.Waiter;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** VMs that were refused an order for an interlock, and since when: nobody is forgotten when a replica dies. */
public interface Waiters {
    /**
     * The waiters of other rollouts under way for whom room may have to be made. A rollout that is stopped has none.
     *
     * @param now platform time
     */
    Uni<List<Waiter>> ofOthers(Transaction transaction, String rolloutId, Instant now);

    /**
     * Takes down who waits.
     *
     * @param since the waiters that are new, with since when
     * @param over who waits no more; whoever is ordered is none of them: the order ends its wait
     */
    Uni<Void> update(Transaction transaction, String rolloutId, Map<VmId, Instant> since, Collection<VmId> over);
}
