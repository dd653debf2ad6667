package dev.offpeak.compute.store;

import dev.offpeak.contracts.message.Message;
import dev.offpeak.contracts.message.VmChanged;
import dev.offpeak.contracts.message.VmDeleted;
import dev.offpeak.contracts.message.VmSnapshot;
import dev.offpeak.messaging.Transaction;
import dev.offpeak.time.PlatformClock;
import io.quarkus.arc.All;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;

/**
 * Writes VMs and tells of them: version and message are assigned under the VM's row lock, in the caller's transaction, so that
 * an older snapshot never carries a newer version.
 *
 * <p>Locks are taken in this order everywhere: availability set, then VM.
 */
@ApplicationScoped
public class VmStore {
    private final PlatformClock clock;
    private final List<VmObserver> observers;

    VmStore(PlatformClock clock, @All List<VmObserver> observers) {
        this.clock = clock;
        this.observers = observers;
    }

    /** The VM with its row locked until the transaction ends; empty when this incarnation is gone. */
    public Uni<Optional<VmRow>> lock(Transaction tx, UUID vmId) {
        return tx.connection()
                .preparedQuery(VmRows.SELECT + " WHERE v.vm_id = $1 FOR UPDATE OF v")
                .execute(Tuple.of(vmId))
                .map(VmStore::first);
    }

    /** The VM with its row locked until the transaction ends; empty when there is none of that name. */
    public Uni<Optional<VmRow>> lock(Transaction tx, String resourceKey) {
        return tx.connection()
                .preparedQuery(VmRows.SELECT + " WHERE v.resource_key = $1 FOR UPDATE OF v")
                .execute(Tuple.of(resourceKey))
                .map(VmStore::first);
    }

    /** The VM as it is now, not locked; empty when there is none of that name. */
    public Uni<Optional<VmRow>> find(SqlClient client, String resourceKey) {
        return client.preparedQuery(VmRows.SELECT + " WHERE v.resource_key = $1")
                .execute(Tuple.of(resourceKey))
                .map(VmStore::first);
    }

    /** The VM as it is now, not locked. */
    public Uni<Optional<VmRow>> find(SqlClient client, UUID vmId) {
        return client.preparedQuery(VmRows.SELECT + " WHERE v.vm_id = $1")
                .execute(Tuple.of(vmId))
                .map(VmStore::first);
    }

    /**
     * Stores a VM. If anything that others may know of it changed, its version grows and {@link VmChanged} is sent; if nothing
     * changed at all, nothing is written.
     *
     * @param before as it stands, and as the caller holds it locked (by {@link #lock})
     * @return the VM as it now stands
     */
    public Uni<VmRow> update(Transaction tx, VmRow before, VmRow changed) {
        if (before.equals(changed)) {
            return Uni.createFrom().item(before);
        }
        return sizeOfSet(tx.connection(), changed).flatMap(size -> {
            boolean visible = !snapshot(before, size).equals(snapshot(changed, size));
            VmRow after = changed.withVersion(visible ? before.version() + 1 : before.version());
            return Transaction.together(List.of(
                            tx.connection().preparedQuery(VmRows.UPDATE).execute(VmRows.values(after)),
                            visible ? tx.send(List.of(changed(after, size))) : none(),
                            tell(tx, Optional.of(before), Optional.of(after))))
                    .replaceWith(after);
        });
    }

    /** Stores a new VM and tells of it and, when it joins an availability set (whose row the caller holds locked), of the others in it. */
    public Uni<VmRow> insert(Transaction tx, VmRow created) {
        VmRow first = created.withVersion(1);
        Uni<Void> inserted = tx.connection()
                .preparedQuery(VmRows.INSERT)
                .execute(VmRows.values(first))
                .replaceWithVoid();
        Uni<Void> toldOf = sizeOfSet(tx.connection(), first)
                .chain(size -> tx.send(List.of(changed(first, size))))
                .chain(() -> publishOthersOfSet(tx, first));
        return Transaction.together(List.of(inserted, toldOf, tell(tx, Optional.empty(), Optional.of(first))))
                .replaceWith(first);
    }

    /** Removes a VM that the caller holds locked (and its availability set before it), leaving its tombstone. */
    public Uni<Void> delete(Transaction tx, VmRow deleted) {
        return deleteAll(tx, List.of(deleted)).chain(() -> publishOthersOfSet(tx, deleted));
    }

    /** Removes VMs that the caller holds locked, leaving their tombstones; the others of their sets are not told of. */
    Uni<Void> deleteAll(Transaction tx, List<VmRow> deleted) {
        Instant now = clock.now();
        UUID[] ids = deleted.stream().map(VmRow::vmId).toArray(UUID[]::new);
        List<VmDeleted> messages = deleted.stream()
                .map(vm -> new VmDeleted(vm.vmId().toString(), vm.version() + 1, now, vm.resourceId()))
                .toList();
        return tx.connection()
                .preparedQuery(
                        """
                        WITH gone AS (DELETE FROM virtual_machine WHERE vm_id = ANY($1) RETURNING vm_id, version, resource_id)
                        INSERT INTO vm_tombstone (vm_id, version, resource_id, deleted_at)
                        SELECT vm_id, version + 1, resource_id, $2 FROM gone""")
                .execute(Tuple.of(ids, now.atOffset(ZoneOffset.UTC)))
                .chain(() -> tx.send(messages))
                .chain(() -> Multi.createFrom()
                        .iterable(deleted)
                        .onItem()
                        .transformToUniAndConcatenate(vm -> tell(tx, Optional.of(vm), Optional.empty()))
                        .collect()
                        .asList()
                        .replaceWithVoid());
    }

    /** Those VMs of a group, locked until the transaction ends; at most so many. */
    Uni<List<VmRow>> lockSome(Transaction tx, String groupKey, int limit) {
        return tx.connection()
                .preparedQuery(VmRows.SELECT + " WHERE v.group_key = $1 ORDER BY v.vm_id LIMIT $2 FOR UPDATE OF v")
                .execute(Tuple.of(groupKey, limit))
                .map(VmStore::all);
    }

    /** Raises the version of each of these VMs and sends its present snapshot: two statements, whatever the number. */
    public Uni<Void> publish(Transaction tx, Collection<UUID> vmIds) {
        return publishWhere(tx, "vm_id = ANY($1)", Tuple.of(vmIds.toArray(UUID[]::new)));
    }

    /** What the other services may know of a VM. */
    public static VmSnapshot snapshot(VmRow vm, int availabilitySetSize) {
        return new VmSnapshot(
                vm.resourceId(),
                vm.subscriptionId(),
                vm.resourceGroup(),
                vm.name(),
                vm.placement().region(),
                vm.placement().zone(),
                vm.placement().availabilitySetId(),
                vm.placement().updateDomain(),
                availabilitySetSize,
                vm.patching().osType(),
                vm.patching().image(),
                vm.patching().timeZone(),
                vm.patching().patchMode(),
                vm.patching().assessmentMode(),
                vm.patching().rebootSetting(),
                vm.runtime().power(),
                vm.runtime().agentReady(),
                vm.runtime().missingRequirements(),
                vm.runtime().patchExtensionVersion(),
                vm.runtime().enabled(),
                vm.runtime().health(),
                vm.tags());
    }

    private Uni<Void> publishOthersOfSet(Transaction tx, VmRow vm) {
        return vm.placement()
                .availabilitySetId()
                .map(set -> publishWhere(tx, "availability_set_id = $1 AND vm_id <> $2", Tuple.of(set, vm.vmId())))
                .orElseGet(VmStore::none);
    }

    private Uni<Void> publishWhere(Transaction tx, String which, Tuple parameters) {
        String raise = "WITH mine AS MATERIALIZED (SELECT vm_id FROM virtual_machine WHERE " + which
                + " ORDER BY vm_id FOR UPDATE), raised AS (UPDATE virtual_machine m SET version = m.version + 1 FROM mine"
                + " WHERE m.vm_id = mine.vm_id RETURNING m.*) " + VmRows.SELECT_WITH_SIZE_FROM + "raised v";
        return tx.connection().preparedQuery(raise).execute(parameters).flatMap(rows -> {
            List<Message> messages = new ArrayList<>(rows.size());
            rows.forEach(row -> messages.add(changed(VmRows.read(row), row.getInteger("set_size"))));
            return messages.isEmpty() ? none() : tx.send(messages);
        });
    }

    private Uni<Void> tell(Transaction tx, Optional<VmRow> before, Optional<VmRow> after) {
        return Multi.createFrom()
                .iterable(observers)
                .onItem()
                .transformToUniAndConcatenate(observer -> observer.changed(tx, before, after))
                .collect()
                .asList()
                .replaceWithVoid();
    }

    private Uni<Integer> sizeOfSet(SqlConnection connection, VmRow vm) {
        return vm.placement()
                .availabilitySetId()
                .map(set -> connection
                        .preparedQuery("SELECT count(*)::int FROM virtual_machine WHERE availability_set_id = $1")
                        .execute(Tuple.of(set))
                        .map(rows -> rows.iterator().next().getInteger(0)))
                .orElseGet(() -> Uni.createFrom().item(0));
    }

    private VmChanged changed(VmRow vm, int size) {
        return new VmChanged(vm.vmId().toString(), vm.version(), clock.now(), snapshot(vm, size));
    }

    private static Uni<Void> none() {
        return Uni.createFrom().voidItem();
    }

    private static List<VmRow> all(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false).map(VmRows::read).toList();
    }

    private static Optional<VmRow> first(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false).findFirst().map(VmRows::read);
    }
}
