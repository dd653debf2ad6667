package dev.offpeak.compute.api;

import dev.offpeak.arm.ArmRefusal;
import dev.offpeak.arm.Operation;
import dev.offpeak.arm.Operations;
import dev.offpeak.arm.RefusedException;
import dev.offpeak.arm.ResourceId;
import dev.offpeak.compute.provisioning.ProvisioningLoop;
import dev.offpeak.compute.store.PendingSteps;
import dev.offpeak.compute.store.VmRow;
import dev.offpeak.compute.store.VmStore;
import dev.offpeak.contracts.PowerState;
import dev.offpeak.messaging.Transaction;
import dev.offpeak.messaging.Transactions;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/**
 * Wishes about a VM's power. The host carries them out and reports; the operation ends when it reported what was wished for. A
 * newer wish replaces an older one, whose operation then fails as preempted.
 */
@ApplicationScoped
class PowerActions {
    /** What can be wished for. */
    enum Action {
        START("start"),
        POWER_OFF("powerOff"),
        DEALLOCATE("deallocate"),
        /** Off, and when it is off, on again. */
        RESTART("restart");

        private final String wireName;

        Action(String wireName) {
            this.wireName = wireName;
        }

        @Override
        public String toString() {
            return wireName;
        }
    }

    private final Transactions transactions;
    private final VirtualMachineWrites writes;
    private final VmStore vms;
    private final PendingSteps steps;
    private final Operations operations;
    private final ProvisioningLoop loop;

    PowerActions(
            Transactions transactions,
            VirtualMachineWrites writes,
            VmStore vms,
            PendingSteps steps,
            Operations operations,
            ProvisioningLoop loop) {
        this.transactions = transactions;
        this.writes = writes;
        this.vms = vms;
        this.steps = steps;
        this.operations = operations;
        this.loop = loop;
    }

    Uni<Operation> wish(ResourceId id, Action action) {
        return transactions
                .inTransaction(tx -> writes.locked(tx, id).flatMap(vm -> wish(tx, vm, action)))
                .invoke(loop::wake);
    }

    private Uni<Operation> wish(Transaction tx, VmRow vm, Action action) {
        PowerState desired = desired(vm, action);
        Optional<PowerState> then = action == Action.RESTART ? Optional.of(PowerState.RUNNING) : Optional.empty();
        return preempt(tx, vm)
                .chain(() -> vms.update(tx, vm, vm.withRuntime(vm.runtime().withDesiredPower(desired))))
                .chain(() -> writes.start(tx, vm, action.toString()))
                .flatMap(operation ->
                        steps.addPower(tx, operation.id(), vm.vmId(), then).replaceWith(operation));
    }

    private Uni<Void> preempt(Transaction tx, VmRow vm) {
        return steps.preemptPower(tx, vm.vmId()).flatMap(preempted -> Multi.createFrom()
                .iterable(preempted)
                .onItem()
                .transformToUniAndConcatenate(id -> operations.fail(
                        tx.connection(),
                        id,
                        "OperationPreempted",
                        "Operation execution has been preempted by a more recent operation."))
                .collect()
                .asList()
                .replaceWithVoid());
    }

    private static PowerState desired(VmRow vm, Action action) {
        PowerState present = vm.runtime().desiredPower();
        return switch (action) {
            case START -> PowerState.RUNNING;
            case DEALLOCATE -> PowerState.DEALLOCATED;
            case POWER_OFF -> present == PowerState.DEALLOCATED ? present : PowerState.STOPPED;
            case RESTART -> {
                if (present != PowerState.RUNNING) {
                    throw new RefusedException(ArmRefusal.operationNotAllowed("Cannot restart the virtual machine '"
                            + vm.name() + "' because it is " + present + ". Start it instead."));
                }
                yield PowerState.STOPPED;
            }
        };
    }
}
