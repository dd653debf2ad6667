package dev.offpeak.compute.agents;

import dev.offpeak.compute.enablement.EnablementSteps;
import dev.offpeak.compute.store.VmObserver;
import dev.offpeak.compute.store.VmRow;
import dev.offpeak.compute.work.AssessmentWork;
import dev.offpeak.compute.work.Columns;
import dev.offpeak.compute.work.GoalChanges;
import dev.offpeak.compute.work.InstallationOrders;
import dev.offpeak.contracts.PatchMode;
import dev.offpeak.contracts.agent.GuestDescriptor;
import dev.offpeak.messaging.Transaction;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Keeps the agents' side in step with VMs, in the transaction that creates, changes or deletes one: its agent with a one-time token,
 * what hosts are told of it, its enablement; and, when it is gone, the named end of all that its guest was asked for.
 */
@ApplicationScoped
class GuestRegister implements VmObserver {
    private final Credentials credentials;
    private final EnablementSteps enablement;
    private final InstallationOrders orders;
    private final AssessmentWork assessments;
    private final GoalChanges goals;
    private final HostCalls hosts;

    GuestRegister(
            Credentials credentials,
            EnablementSteps enablement,
            InstallationOrders orders,
            AssessmentWork assessments,
            GoalChanges goals,
            HostCalls hosts) {
        this.credentials = credentials;
        this.enablement = enablement;
        this.orders = orders;
        this.assessments = assessments;
        this.goals = goals;
        this.hosts = hosts;
    }

    @Override
    public Uni<Void> changed(Transaction tx, Optional<VmRow> before, Optional<VmRow> after) {
        if (after.isEmpty()) {
            return deleted(tx, before.orElseThrow().vmId());
        }
        return before.isEmpty() ? created(tx, after.get()) : updated(tx, before.get(), after.get());
    }

    private Uni<Void> created(Transaction tx, VmRow vm) {
        String token = vm.patching().provisionVmAgent() ? credentials.newSecret() : null;
        hosts.afterCommit(tx);
        return Transaction.together(List.of(
                tx.connection()
                        .preparedQuery("INSERT INTO agent (vm_id, enrolment_token) VALUES ($1, $2)")
                        .execute(Tuple.of(vm.vmId(), token)),
                tx.connection()
                        .preparedQuery("INSERT INTO guest (vm_id, descriptor) VALUES ($1, $2)")
                        .execute(Tuple.of(vm.vmId(), Columns.json(descriptor(vm)))),
                isAutomatic(vm)
                        ? enablement.modelChanged(tx, vm.vmId(), true)
                        : Uni.createFrom().voidItem()));
    }

    private Uni<Void> updated(Transaction tx, VmRow before, VmRow after) {
        boolean otherMode = before.patching().patchMode() != after.patching().patchMode();
        boolean otherHours =
                !before.patching().timeZone().equals(after.patching().timeZone());
        Uni<Void> model = otherMode || otherHours
                ? enablement
                        .modelChanged(tx, after.vmId(), isAutomatic(after))
                        .chain(() -> goals.changed(tx, List.of(after.vmId())))
                : Uni.createFrom().voidItem();
        return descriptor(before).equals(descriptor(after))
                ? model
                : model.chain(() -> tx.connection()
                                .preparedQuery("UPDATE guest SET descriptor = $2, listed = NULL WHERE vm_id = $1")
                                .execute(Tuple.of(after.vmId(), Columns.json(descriptor(after)))))
                        .invoke(() -> hosts.afterCommit(tx))
                        .replaceWithVoid();
    }

    private Uni<Void> deleted(Transaction tx, UUID vmId) {
        credentials.forget(vmId);
        return orders.vmDeleted(tx, vmId)
                .chain(() -> assessments.vmDeleted(tx, vmId))
                .chain(() -> enablement.vmDeleted(tx, vmId))
                .chain(() -> goals.changed(tx, List.of(vmId)))
                .chain(() -> tx.connection()
                        .preparedQuery(
                                "WITH h AS (DELETE FROM heartbeat WHERE vm_id = $1),"
                                        + " a AS (DELETE FROM agent WHERE vm_id = $1)"
                                        + " UPDATE guest SET deleted = true, listed = NULL, real_deleted_at = clock_timestamp() WHERE vm_id = $1")
                        .execute(Tuple.of(vmId)))
                .invoke(() -> hosts.afterCommit(tx))
                .replaceWithVoid();
    }

    private static boolean isAutomatic(VmRow vm) {
        return vm.patching().patchMode() == PatchMode.AUTOMATIC_BY_PLATFORM;
    }

    /** Token, deletion and revision are filled in when a host asks. */
    private static GuestDescriptor descriptor(VmRow vm) {
        return new GuestDescriptor(
                vm.vmId().toString(),
                vm.resourceId(),
                vm.name(),
                vm.placement().region(),
                vm.patching().osType(),
                vm.patching().image(),
                vm.tags(),
                Optional.empty(),
                vm.runtime().desiredPower(),
                false,
                0);
    }
}
