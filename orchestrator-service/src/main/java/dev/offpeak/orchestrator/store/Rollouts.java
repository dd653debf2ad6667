package dev.offpeak.orchestrator.store;

import dev.offpeak.messaging.Transaction;
import dev.offpeak.orchestrator.domain.Halt;
import dev.offpeak.orchestrator.domain.RolloutState;
import dev.offpeak.orchestrator.domain.WithdrawnPatch;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Releases and rollouts, and the locks that conductors, dispatchers and whoever stops a rollout meet at. */
public interface Rollouts {
    /** Stores a release and its rollout, unless a release of that name exists. Answers whether it did. */
    Uni<Boolean> publish(Transaction transaction, Release release);

    Uni<Optional<Rollout>> find(Transaction transaction, String id);

    /** Ids of the rollouts that a conductor must look after, nearest deadline first. */
    Uni<List<String>> active(Transaction transaction);

    /** Whether this transaction is the rollout's only conductor, until it ends. */
    Uni<Boolean> claim(Transaction transaction, String rolloutId);

    /**
     * Whether orders may be given under that epoch. The locks of platform and rollout are shared by dispatchers and held until the
     * transaction ends; the fences are read in a later statement, so that they show every stop that was committed before the locks
     * were had.
     */
    Uni<Boolean> mayDispatch(Transaction transaction, String rolloutId, long fenceEpoch);

    /** The rollout, with every dispatcher of it shut out until the transaction ends. */
    Uni<Optional<Rollout>> fence(Transaction transaction, String rolloutId);

    /** The next state of a fenced rollout: one write, whatever the number of VMs. Answers with the rollout as it is now. */
    Uni<Rollout> move(Transaction transaction, Rollout fenced, RolloutState next, Optional<Halt> halt, Instant now);

    /**
     * Has a fenced rollout go on without those patches. Orders that no guest has begun are void, because they would still install
     * them. Answers with the rollout as it is now.
     */
    Uni<Rollout> withdraw(Transaction transaction, Rollout fenced, List<WithdrawnPatch> withdrawn);

    /** Voids the orders that no guest has begun, of all rollouts under way. Answers with those as they are now. */
    Uni<List<Rollout>> voidOrders(Transaction transaction);
}
