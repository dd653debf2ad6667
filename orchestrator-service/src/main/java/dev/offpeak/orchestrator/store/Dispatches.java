package dev.offpeak.orchestrator.store;

import dev.offpeak.messaging.Transaction;
import dev.offpeak.orchestrator.domain.SubscriptionRegion;
import dev.offpeak.orchestrator.planner.InFlight;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a decision looks at, and what it writes. */
public interface Dispatches {
    /** How far the VMs of each batch are. */
    Uni<List<Tally>> tallies(Transaction transaction, String rolloutId);

    /** VMs that want an order, in phases that have started. */
    Uni<List<Waiting>> waiting(Transaction transaction, String rolloutId);

    /** Those of them whose turn has come, or is past. */
    Uni<List<Waiting>> waitingInTurn(Transaction transaction, String rolloutId);

    /** Every order in flight, over all rollouts. */
    Uni<List<InFlight>> inFlight(Transaction transaction);

    /** Sets that are held, each with the VMs that did not come back healthy (rule O7). */
    Uni<Map<String, Set<String>>> heldSets(Transaction transaction);

    /** How many VMs outside sets each of those subscriptions has in that region (rule O5); without an entry where it has none. */
    Uni<Map<SubscriptionRegion, Integer>> outsideSets(Transaction transaction, Set<SubscriptionRegion> which);

    /** Claims the slots of one region's VMs, in the order given; the database takes those that break no interlock. */
    Uni<List<Slot>> takeSlots(
            Transaction transaction, String rolloutId, String region, List<NewOrder> orders, Instant now);

    /** The installations of slots that were just taken, and their VMs' standing. */
    Uni<List<NewOrder.Stored>> record(
            Transaction transaction,
            Rollout rollout,
            String region,
            List<NewOrder> orders,
            List<Slot> taken,
            Instant now);

    /** Stores why VMs get no order; those that were ordered meanwhile are left alone. */
    Uni<Void> hold(Transaction transaction, String rolloutId, List<NewHold> holds, Instant now);

    /** An operator goes on after a halt: what failed is tried anew and is evidence only then. */
    Uni<Void> tryFailedAnew(Transaction transaction, String rolloutId, Instant now);
}
