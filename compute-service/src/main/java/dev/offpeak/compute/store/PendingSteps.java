package dev.offpeak.compute.store;

import dev.offpeak.contracts.PowerState;
import dev.offpeak.messaging.Transaction;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * What is still to be done for operations under way, so that any replica can go on after any death. A step is claimed by locking
 * rows with SKIP LOCKED in the transaction that does it: two replicas share the work and neither does it twice.
 *
 * <p>Steps of a VM are written and claimed under the VM's row lock, so a request that comes in between sees either all or nothing.
 */
@ApplicationScoped
public class PendingSteps {
    /** What a step does. */
    public enum Kind {
        /** The model is stored; only the operation's end is left. */
        PROVISION("Provision"),
        /** The host is waited for. */
        POWER("Power"),
        DELETE_VM("DeleteVm"),
        DELETE_GROUP("DeleteGroup");

        private final String stored;

        Kind(String stored) {
            this.stored = stored;
        }

        @Override
        public String toString() {
            return stored;
        }
    }

    /** A group whose content is to go. */
    public record GroupDeletion(String operationId, String groupKey) {}

    /** A VM that is to go. */
    public record VmDeletion(String operationId, UUID vmId) {}

    /** A wish about power that came true. */
    public record PowerReached(String operationId, UUID vmId, Optional<PowerState> then) {}

    /**
     * A wish about power that did not come true in time.
     *
     * @param operationId that waits for it
     * @param vmName for the error's message
     * @param power as last reported
     * @param desired what was wished for
     */
    public record PowerOverdue(String operationId, String vmName, PowerState power, PowerState desired) {}

    /** Which kinds of steps there are now. */
    public Uni<Set<Kind>> kinds(SqlClient client) {
        return client.query("SELECT DISTINCT kind FROM pending_step").execute().map(rows -> StreamSupport.stream(
                        rows.spliterator(), false)
                .map(row -> VmRows.word(Kind.values(), row.getString("kind")))
                .collect(Collectors.toUnmodifiableSet()));
    }

    /** The model is stored; only the operation's end is left. */
    public Uni<Void> addProvisioning(Transaction tx, String operationId, UUID vmId) {
        return insert(tx, Tuple.of(operationId, Kind.PROVISION.stored, vmId, null, null));
    }

    /** Waits until the host reports the desired power; then, if there is a second wish (a restart), wishes that. */
    public Uni<Void> addPower(Transaction tx, String operationId, UUID vmId, Optional<PowerState> then) {
        return insert(
                tx,
                Tuple.of(
                        operationId,
                        Kind.POWER.stored,
                        vmId,
                        null,
                        then.map(PowerState::toString).orElse(null)));
    }

    public Uni<Void> addVmDeletion(Transaction tx, String operationId, UUID vmId) {
        return insert(tx, Tuple.of(operationId, Kind.DELETE_VM.stored, vmId, null, null));
    }

    public Uni<Void> addGroupDeletion(Transaction tx, String operationId, String groupKey) {
        return insert(tx, Tuple.of(operationId, Kind.DELETE_GROUP.stored, null, groupKey, null));
    }

    /** Takes the power steps of a VM away, because a newer wish replaces them; their operations. */
    public Uni<List<String>> preemptPower(Transaction tx, UUID vmId) {
        return tx.connection()
                .preparedQuery("DELETE FROM pending_step WHERE vm_id = $1 AND kind = 'Power' RETURNING operation_id")
                .execute(Tuple.of(vmId))
                .map(rows -> all(rows, row -> row.getString("operation_id")));
    }

    /** Finishes the provisioning of some VMs and takes their steps away: the operations that are done by it. */
    public Uni<List<String>> provision(Transaction tx, int limit) {
        return tx.connection()
                .preparedQuery(
                        """
                        WITH wanted AS MATERIALIZED (
                            SELECT DISTINCT vm_id FROM (
                                SELECT vm_id FROM pending_step WHERE kind = 'Provision' ORDER BY due LIMIT $1) oldest)
                        SELECT v.vm_id FROM virtual_machine v JOIN wanted w ON w.vm_id = v.vm_id
                        ORDER BY v.vm_id FOR UPDATE OF v SKIP LOCKED""")
                .execute(Tuple.of(limit))
                .map(rows -> all(rows, row -> row.getUUID("vm_id")).toArray(UUID[]::new))
                .flatMap(vmIds -> vmIds.length == 0
                        ? Uni.createFrom().item(List.<String>of())
                        : tx.connection()
                                .preparedQuery(
                                        """
                                        WITH provisioned AS (
                                            UPDATE virtual_machine SET provisioning_state = 'Succeeded'
                                            WHERE vm_id = ANY($1) AND provisioning_state IN ('Creating', 'Updating'))
                                        DELETE FROM pending_step WHERE kind = 'Provision' AND vm_id = ANY($1)
                                        RETURNING operation_id""")
                                .execute(Tuple.of(vmIds))
                                .map(rows -> all(rows, row -> row.getString("operation_id"))));
    }

    /** Locks some VMs whose power is what was wished for, with their steps. */
    public Uni<List<PowerReached>> claimPower(Transaction tx, int limit) {
        return tx.connection()
                .preparedQuery(
                        """
                        SELECT s.operation_id, s.vm_id, s.then_power
                        FROM pending_step s JOIN virtual_machine v ON v.vm_id = s.vm_id
                        WHERE s.kind = 'Power' AND v.power_state = v.desired_power
                        ORDER BY s.vm_id LIMIT $1 FOR UPDATE OF s, v SKIP LOCKED""")
                .execute(Tuple.of(limit))
                .map(rows -> all(
                        rows,
                        row -> new PowerReached(
                                row.getString("operation_id"),
                                row.getUUID("vm_id"),
                                Optional.ofNullable(row.getString("then_power"))
                                        .map(word -> VmRows.word(PowerState.values(), word)))));
    }

    /** Takes away some wishes about power that have waited for longer than that, real time, holding their VMs locked. */
    public Uni<List<PowerOverdue>> takeOverduePower(Transaction tx, Duration longest, int limit) {
        return tx.connection()
                .preparedQuery(
                        """
                        WITH overdue AS MATERIALIZED (
                            SELECT s.operation_id, v.name, v.power_state, v.desired_power
                            FROM pending_step s JOIN virtual_machine v ON v.vm_id = s.vm_id
                            WHERE s.kind = 'Power' AND s.due < clock_timestamp() - $1 * interval '1 millisecond'
                              AND v.power_state <> v.desired_power
                            ORDER BY s.vm_id LIMIT $2 FOR UPDATE OF s, v SKIP LOCKED)
                        DELETE FROM pending_step s USING overdue o WHERE s.operation_id = o.operation_id
                        RETURNING o.operation_id, o.name, o.power_state, o.desired_power""")
                .execute(Tuple.of(longest.toMillis(), limit))
                .map(rows -> all(
                        rows,
                        row -> new PowerOverdue(
                                row.getString("operation_id"),
                                row.getString("name"),
                                VmRows.word(PowerState.values(), row.getString("power_state")),
                                VmRows.word(PowerState.values(), row.getString("desired_power")))));
    }

    /** The first wish of a restart came true; from here on the second one is waited for, as long again. */
    public Uni<Void> nextPower(Transaction tx, String operationId) {
        return tx.connection()
                .preparedQuery(
                        "UPDATE pending_step SET then_power = NULL, due = clock_timestamp() WHERE operation_id = $1")
                .execute(Tuple.of(operationId))
                .replaceWithVoid();
    }

    /** Locks the step of the VM that has waited longest to be deleted. */
    public Uni<Optional<VmDeletion>> claimVmDeletion(Transaction tx) {
        return tx.connection()
                .query("SELECT operation_id, vm_id FROM pending_step WHERE kind = 'DeleteVm' ORDER BY due LIMIT 1"
                        + " FOR UPDATE SKIP LOCKED")
                .execute()
                .map(rows ->
                        all(rows, row -> new VmDeletion(row.getString("operation_id"), row.getUUID("vm_id"))).stream()
                                .findFirst());
    }

    /** Locks the step of the group that has waited longest to be deleted. */
    public Uni<Optional<GroupDeletion>> claimGroupDeletion(Transaction tx) {
        return tx.connection()
                .query(
                        "SELECT operation_id, group_key FROM pending_step WHERE kind = 'DeleteGroup' ORDER BY due LIMIT 1"
                                + " FOR UPDATE SKIP LOCKED")
                .execute()
                .map(rows ->
                        all(rows, row -> new GroupDeletion(row.getString("operation_id"), row.getString("group_key")))
                                .stream()
                                .findFirst());
    }

    /** Takes one step away: it is done. */
    public Uni<Void> done(Transaction tx, String operationId) {
        return tx.connection()
                .preparedQuery("DELETE FROM pending_step WHERE operation_id = $1")
                .execute(Tuple.of(operationId))
                .replaceWithVoid();
    }

    /** Takes away what was pending for VMs that are gone: the operations, by whether deleting was what they wanted. */
    public Uni<Ended> endOf(Transaction tx, List<UUID> vmIds) {
        return tx.connection()
                .preparedQuery("DELETE FROM pending_step WHERE vm_id = ANY($1) RETURNING operation_id, kind")
                .execute(Tuple.of(vmIds.toArray(UUID[]::new)))
                .map(rows -> new Ended(
                        operations(rows, Kind.DELETE_VM.stored::equals),
                        operations(rows, kind -> !Kind.DELETE_VM.stored.equals(kind))));
    }

    /**
     * Operations whose VM is gone.
     *
     * @param fulfilled they wanted just that
     * @param failed they wanted something else
     */
    public record Ended(List<String> fulfilled, List<String> failed) {}

    private static Uni<Void> insert(Transaction tx, Tuple values) {
        return tx.connection()
                .preparedQuery("INSERT INTO pending_step (operation_id, kind, vm_id, group_key, then_power)"
                        + " VALUES ($1, $2, $3, $4, $5)")
                .execute(values)
                .replaceWithVoid();
    }

    private static List<String> operations(RowSet<Row> rows, Predicate<String> kind) {
        return StreamSupport.stream(rows.spliterator(), false)
                .filter(row -> kind.test(row.getString("kind")))
                .map(row -> row.getString("operation_id"))
                .toList();
    }

    private static <T> List<T> all(RowSet<Row> rows, Function<Row, T> read) {
        return StreamSupport.stream(rows.spliterator(), false).map(read).toList();
    }
}
