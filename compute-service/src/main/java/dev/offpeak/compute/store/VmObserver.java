package dev.offpeak.compute.store;

import dev.offpeak.messaging.Transaction;
import io.smallrye.mutiny.Uni;
import java.util.Optional;

/**
 * Takes part in the transaction that creates, changes or deletes a VM: the agents' side keeps its goal states and the hosts'
 * feed in step this way. {@link VmStore} calls every bean of this type, one after the other, after its own write.
 */
public interface VmObserver {
    /**
     * A VM was changed under its row lock.
     *
     * @param tx the transaction that commits or drops everything together
     * @param before empty when the VM was just created
     * @param after empty when the VM was just deleted; never both empty
     */
    Uni<Void> changed(Transaction tx, Optional<VmRow> before, Optional<VmRow> after);
}
