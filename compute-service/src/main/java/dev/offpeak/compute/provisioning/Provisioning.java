package dev.offpeak.compute.provisioning;

import dev.offpeak.arm.Operations;
import dev.offpeak.compute.store.PendingSteps;
import dev.offpeak.compute.store.PendingSteps.PowerOverdue;
import dev.offpeak.compute.store.PendingSteps.PowerReached;
import dev.offpeak.compute.store.Removal;
import dev.offpeak.compute.store.VmStore;
import dev.offpeak.contracts.PowerState;
import dev.offpeak.messaging.Transaction;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The steps that end ARM operations. Each round:
 * <ol>
 *   <li>VMs that were created or updated become Succeeded, and so do their operations;
 *   <li>operations on power end where the host reports what was wished for, a restart goes on with its second half; where the host
 *       reports nothing of the kind for too long they fail by name;
 *   <li>VMs that were deleted go, and what else was pending for them fails;
 *   <li>resource groups that were deleted lose some of their VMs, at last themselves.
 * </ol>
 * Every step is one transaction that claims (SKIP LOCKED), does and ends: a death in the middle leaves it as it was, and a second
 * replica finds other work or none.
 */
@ApplicationScoped
public class Provisioning {
    private static final int AT_ONCE = 200;

    private final PendingSteps steps;
    private final Operations operations;
    private final VmStore vms;
    private final Removal removal;
    private final Duration powerTimeout;

    /** @param powerTimeout real time for which a host may report nothing of what was wished for */
    Provisioning(
            PendingSteps steps,
            Operations operations,
            VmStore vms,
            Removal removal,
            @ConfigProperty(name = "offpeak.provisioning.power-timeout", defaultValue = "PT30M")
                    Duration powerTimeout) {
        this.steps = steps;
        this.operations = operations;
        this.vms = vms;
        this.removal = removal;
        this.powerTimeout = powerTimeout;
    }

    /** Does some steps of a kind; whether there were any, so that there may be more. */
    Uni<Boolean> step(Transaction tx, PendingSteps.Kind kind) {
        return switch (kind) {
            case PROVISION -> provision(tx);
            case POWER -> reachPower(tx);
            case DELETE_VM -> deleteVm(tx);
            case DELETE_GROUP -> deleteGroup(tx);
        };
    }

    private Uni<Boolean> provision(Transaction tx) {
        return steps.provision(tx, AT_ONCE).flatMap(done -> succeed(tx, done).replaceWith(!done.isEmpty()));
    }

    private Uni<Boolean> reachPower(Transaction tx) {
        return steps.claimPower(tx, AT_ONCE)
                .flatMap(reached -> each(reached, step -> reach(tx, step)).replaceWith(!reached.isEmpty()))
                .flatMap(any -> steps.takeOverduePower(tx, powerTimeout, AT_ONCE)
                        .flatMap(overdue ->
                                each(overdue, step -> giveUp(tx, step)).replaceWith(any || !overdue.isEmpty())));
    }

    /** The wish stays: a host that comes back still carries it out, and a later operation may see it done. */
    private Uni<Void> giveUp(Transaction tx, PowerOverdue step) {
        return operations
                .fail(
                        tx.connection(),
                        step.operationId(),
                        step.desired() == PowerState.RUNNING ? "VMStartTimedOut" : "VMStopTimedOut",
                        "The host of the virtual machine '" + step.vmName() + "' did not report it as " + step.desired()
                                + " within " + powerTimeout.toSeconds() + " seconds; it was last reported as "
                                + step.power() + ". It may still get there: check that its host is connected to the"
                                + " platform, read its power state later, and repeat the action if need be.")
                .replaceWithVoid();
    }

    private Uni<Void> reach(Transaction tx, PowerReached step) {
        if (step.then().isEmpty()) {
            return steps.done(tx, step.operationId()).chain(() -> succeed(tx, List.of(step.operationId())));
        }
        return vms.lock(tx, step.vmId())
                .map(Optional::orElseThrow)
                .flatMap(vm -> vms.update(
                        tx,
                        vm,
                        vm.withRuntime(vm.runtime().withDesiredPower(step.then().get()))))
                .chain(() -> steps.nextPower(tx, step.operationId()));
    }

    private Uni<Boolean> deleteVm(Transaction tx) {
        return steps.claimVmDeletion(tx).flatMap(claimed -> claimed.map(step -> removal.removeVm(tx, step.vmId())
                        .chain(() -> end(tx, List.of(step.vmId())))
                        .replaceWith(true))
                .orElseGet(() -> Uni.createFrom().item(false)));
    }

    private Uni<Boolean> deleteGroup(Transaction tx) {
        return steps.claimGroupDeletion(tx)
                .flatMap(claimed -> claimed.map(step -> removal.removeFromGroup(tx, step.groupKey())
                                .flatMap(gone -> gone.isEmpty()
                                        ? steps.done(tx, step.operationId())
                                                .chain(() -> succeed(tx, List.of(step.operationId())))
                                        : end(tx, gone))
                                .replaceWith(true))
                        .orElseGet(() -> Uni.createFrom().item(false)));
    }

    private Uni<Void> end(Transaction tx, List<UUID> gone) {
        return steps.endOf(tx, gone).flatMap(ended -> succeed(tx, ended.fulfilled())
                .chain(() -> each(ended.failed(), id -> operations
                        .fail(tx.connection(), id, "OperationPreempted", "The virtual machine was deleted meanwhile.")
                        .replaceWithVoid())));
    }

    private Uni<Void> succeed(Transaction tx, List<String> operationIds) {
        return operations.succeed(tx.connection(), operationIds);
    }

    private static <T> Uni<Void> each(List<T> items, Function<T, Uni<Void>> step) {
        return Multi.createFrom()
                .iterable(items)
                .onItem()
                .transformToUniAndConcatenate(step::apply)
                .collect()
                .asList()
                .replaceWithVoid();
    }
}
