package dev.offpeak.orchestrator.store;

import dev.offpeak.messaging.Transaction;
import dev.offpeak.regions.RegionPair;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Collection;

/** The pairs that the interlocks know, and the sets that are held. */
public interface Holds {
    /** Makes the stored pairs those of the catalogue; fails while a region of a pair to change has an order in flight. */
    Uni<Void> storePairs(Transaction transaction, Collection<RegionPair> pairs);

    /**
     * Ends holds of VMs that have been healthy all the while: compute announces changes of health only, so one that never lost
     * it is never announced as healthy again.
     *
     * @param grace real time within which compute would have noticed that a VM fell silent
     */
    Uni<Void> liftOutlivedHolds(Transaction transaction, Duration grace);

    /** An operator takes the word of nobody but himself. Answers whether the VM held its set. */
    Uni<Boolean> releaseHold(Transaction transaction, String vmId);
}
