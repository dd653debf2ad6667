package dev.offpeak.compute.store;

import dev.offpeak.messaging.Transaction;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** Removes VMs and whole resource groups, some at a time. Locks: availability sets by key, then VMs by id. */
@ApplicationScoped
public class Removal {
    private static final int VMS_AT_ONCE = 100;

    private final VmStore vms;
    private final AvailabilitySetStore sets;

    Removal(VmStore vms, AvailabilitySetStore sets) {
        this.vms = vms;
        this.sets = sets;
    }

    /** Removes one VM; nothing happens when it is gone already. */
    public Uni<Void> removeVm(Transaction tx, UUID vmId) {
        return vms.find(tx.connection(), vmId).flatMap(found -> {
            if (found.isEmpty()) {
                return Uni.createFrom().voidItem();
            }
            return found.get()
                    .placement()
                    .availabilitySetId()
                    .map(set -> sets.lock(tx, set).replaceWithVoid())
                    .orElseGet(() -> Uni.createFrom().voidItem())
                    .chain(() -> vms.lock(tx, vmId))
                    .flatMap(locked -> locked.map(vm -> vms.delete(tx, vm))
                            .orElseGet(() -> Uni.createFrom().voidItem()));
        });
    }

    /**
     * Removes some of a group's VMs; when none is left, its availability sets and the group itself.
     *
     * @return the VMs that went; empty when the group is gone
     */
    public Uni<List<UUID>> removeFromGroup(Transaction tx, String groupKey) {
        return tx.connection()
                .preparedQuery("SELECT key FROM availability_set WHERE group_key = $1 ORDER BY key FOR UPDATE")
                .execute(Tuple.of(groupKey))
                .chain(() -> vms.lockSome(tx, groupKey, VMS_AT_ONCE))
                .flatMap(some -> (some.isEmpty() ? removeEmptyGroup(tx, groupKey) : vms.deleteAll(tx, some))
                        .replaceWith(some.stream().map(VmRow::vmId).toList()));
    }

    private static Uni<Void> removeEmptyGroup(Transaction tx, String groupKey) {
        return Multi.createFrom()
                .items("DELETE FROM availability_set WHERE group_key = $1", "DELETE FROM resource_group WHERE key = $1")
                .onItem()
                .transformToUniAndConcatenate(
                        delete -> tx.connection().preparedQuery(delete).execute(Tuple.of(groupKey)))
                .collect()
                .asList()
                .replaceWithVoid();
    }
}
