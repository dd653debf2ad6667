package dev.offpeak.compute.api;

import dev.offpeak.arm.ApiVersions;
import dev.offpeak.arm.ArmAction;
import dev.offpeak.arm.ArmRefusal;
import dev.offpeak.arm.RefusedException;
import dev.offpeak.arm.ResourceId;
import dev.offpeak.compute.agents.CredentialRevocation;
import dev.offpeak.compute.store.VmRow;
import dev.offpeak.messaging.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** What an operator does about a VM's agent credential; ours, Azure has no such operation. */
@Path("/subscriptions/{subscriptionId}/resourceGroups/{group}/providers/Microsoft.Compute/virtualMachines/{name}")
@Produces(MediaType.APPLICATION_JSON)
@ApiVersions(since = "2020-06-01")
public class AgentCredentialResource {
    private final Transactions transactions;
    private final VirtualMachineWrites writes;
    private final CredentialRevocation revocation;

    AgentCredentialResource(Transactions transactions, VirtualMachineWrites writes, CredentialRevocation revocation) {
        this.transactions = transactions;
        this.writes = writes;
        this.revocation = revocation;
    }

    /**
     * The credential of the VM's agent dies at once; its host gets another one-time token, with which the guest enrols again. 204; 409
     * for a VM without an agent and for one that is being deleted.
     */
    @POST
    @Path("/revokeAgentCredential")
    @ArmAction("Microsoft.Compute/virtualMachines/revokeAgentCredential/action")
    public Uni<Response> revoke(
            @PathParam("subscriptionId") String subscription,
            @PathParam("group") String group,
            @PathParam("name") String name) {
        ResourceId id = ResourceId.virtualMachine(subscription, group, name);
        return transactions
                .inTransaction(tx -> writes.locked(tx, id)
                        .flatMap(vm -> revocation.revoke(tx, withAgent(vm).vmId())))
                .map(done -> Response.noContent().build());
    }

    private static VmRow withAgent(VmRow vm) {
        if (!vm.patching().provisionVmAgent()) {
            throw new RefusedException(
                    ArmRefusal.operationNotAllowed(
                            "The virtual machine '" + vm.name()
                                    + "' has no agent: it was created with provisionVMAgent=false, so that there is no credential to revoke."));
        }
        return vm;
    }
}
