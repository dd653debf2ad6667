package dev.offpeak.assessment.api;

import dev.offpeak.arm.ApiVersions;
import dev.offpeak.arm.ArmAction;
import dev.offpeak.arm.ArmRefusal;
import dev.offpeak.arm.ArmRequest;
import dev.offpeak.arm.Operation;
import dev.offpeak.arm.OperationHeaders;
import dev.offpeak.arm.Operations;
import dev.offpeak.arm.ResourceId;
import dev.offpeak.assessment.domain.AssessRefusal;
import dev.offpeak.assessment.domain.Trigger;
import dev.offpeak.assessment.schedule.Assessments;
import dev.offpeak.assessment.store.AssessmentStore;
import dev.offpeak.assessment.store.FeatureStore;
import dev.offpeak.assessment.store.VmRow;
import dev.offpeak.assessment.store.VmStore;
import dev.offpeak.messaging.Transaction;
import dev.offpeak.messaging.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Locale;

/** {@code POST …/virtualMachines/{vmName}/assessPatches} (rule A2): never installs anything, at any hour, in every patch mode. */
@Path(
        "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroup}/providers/Microsoft.Compute/virtualMachines/{vmName}")
@Produces(MediaType.APPLICATION_JSON)
@ApiVersions(since = "2020-06-01")
public class AssessPatchesResource {
    private final Transactions transactions;
    private final VmStore vms;
    private final FeatureStore features;
    private final AssessmentStore store;
    private final Assessments assessments;
    private final Operations operations;
    private final OperationHeaders headers;
    private final ArmRequest request;

    AssessPatchesResource(
            Transactions transactions,
            VmStore vms,
            FeatureStore features,
            AssessmentStore store,
            Assessments assessments,
            Operations operations,
            OperationHeaders headers,
            ArmRequest request) {
        this.transactions = transactions;
        this.vms = vms;
        this.features = features;
        this.store = store;
        this.assessments = assessments;
        this.operations = operations;
        this.headers = headers;
        this.request = request;
    }

    /**
     * Starts an assessment: 202 with the operation. While a scan is in progress the request is answered by the next one, which all
     * who ask meanwhile share. 409 when the VM is not running or the feature is not in effect.
     */
    @POST
    @Path("/assessPatches")
    @ArmAction("Microsoft.Compute/virtualMachines/assessPatches/action")
    public Uni<Response> assess(
            @PathParam("subscriptionId") String subscription,
            @PathParam("resourceGroup") String resourceGroup,
            @PathParam("vmName") String name) {
        ResourceId id = ResourceId.virtualMachine(subscription, resourceGroup, name);
        String apiVersion = request.apiVersion().toString();
        return transactions
                .inTransaction(tx -> vms.lockByResource(tx.connection(), id.key())
                        .map(vm -> vm.orElseThrow(
                                () -> ArmRefusal.resourceNotFound(id).asException()))
                        .call(vm -> check(tx, vm))
                        .chain(vm -> begin(tx, id, vm, apiVersion)))
                .map(headers::accepted);
    }

    private Uni<Void> check(Transaction tx, VmRow vm) {
        return features.isInEffect(tx.connection(), vm.subscriptionId().toLowerCase(Locale.ROOT), AssessRefusal.FEATURE)
                .invoke(inEffect -> AssessRefusal.of(vm.powerState(), inEffect).ifPresent(refusal -> {
                    throw refusal(refusal).asException();
                }))
                .replaceWithVoid();
    }

    private Uni<Operation> begin(Transaction tx, ResourceId id, VmRow vm, String apiVersion) {
        return operations
                .start(tx.connection(), new Operation.Start("assessPatches", id, "Microsoft.Compute", vm.region()))
                .call(operation -> assessments
                        .request(tx, vm, Trigger.ON_DEMAND)
                        .chain(activityId -> store.await(tx.connection(), operation.id(), activityId, apiVersion)));
    }

    private static ArmRefusal refusal(AssessRefusal refusal) {
        if (refusal instanceof AssessRefusal.NotRunning notRunning) {
            return ArmRefusal.operationNotAllowed("The VM can't be assessed because it is not running (power state '"
                    + notRunning.power() + "'). Start it, then ask again.");
        }
        return ArmRefusal.featureNotRegistered("Microsoft.Compute", AssessRefusal.FEATURE);
    }
}
