package dev.offpeak.compute.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.offpeak.arm.ApiVersions;
import dev.offpeak.arm.ArmAction;
import dev.offpeak.arm.ArmRefusal;
import dev.offpeak.arm.ArmRequest;
import dev.offpeak.arm.OperationHeaders;
import dev.offpeak.arm.Page;
import dev.offpeak.arm.Paging;
import dev.offpeak.arm.RefusedException;
import dev.offpeak.arm.ResourceId;
import dev.offpeak.compute.store.FindingsStore;
import dev.offpeak.compute.store.ResourceGroupStore;
import dev.offpeak.compute.store.VmRow;
import dev.offpeak.compute.store.VmStore;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Locale;
import java.util.Optional;

/**
 * Virtual machines as ARM shows them; {@code assessPatches} and {@code installPatches} are other services'.
 *
 * @see <a href="https://github.com/Azure/azure-rest-api-specs">Microsoft.Compute/ComputeRP/stable/2023-07-01/virtualMachine.json</a>
 */
@Path("/subscriptions/{subscriptionId}")
@Produces(MediaType.APPLICATION_JSON)
@ApiVersions(since = "2020-06-01")
public class VirtualMachineResource {
    private static final String VMS = "/resourceGroups/{group}/providers/Microsoft.Compute/virtualMachines";

    private final Pool pool;
    private final ArmRequest request;
    private final Paging paging;
    private final OperationHeaders headers;
    private final ResourceGroupStore groups;
    private final VmStore vms;
    private final FindingsStore findings;
    private final VirtualMachineWrites writes;
    private final PowerActions power;

    VirtualMachineResource(
            Pool pool,
            ArmRequest request,
            Paging paging,
            OperationHeaders headers,
            ResourceGroupStore groups,
            VmStore vms,
            FindingsStore findings,
            VirtualMachineWrites writes,
            PowerActions power) {
        this.pool = pool;
        this.request = request;
        this.paging = paging;
        this.headers = headers;
        this.groups = groups;
        this.vms = vms;
        this.findings = findings;
        this.writes = writes;
        this.power = power;
    }

    @GET
    @Path("/providers/Microsoft.Compute/virtualMachines")
    @ArmAction("Microsoft.Compute/virtualMachines/read")
    public Uni<Page<ObjectNode>> listOfSubscription(@PathParam("subscriptionId") String subscription) {
        return page(subscription, Optional.empty());
    }

    @GET
    @Path(VMS)
    @ArmAction("Microsoft.Compute/virtualMachines/read")
    public Uni<Page<ObjectNode>> listOfGroup(
            @PathParam("subscriptionId") String subscription, @PathParam("group") String group) {
        String groupKey = ResourceId.resourceGroup(subscription, group).key();
        return groups.find(pool, groupKey).flatMap(found -> {
            found.orElseThrow(() -> Refusals.groupNotFound(group));
            return page(subscription, Optional.of(groupKey));
        });
    }

    @GET
    @Path(VMS + "/{name}")
    @ArmAction("Microsoft.Compute/virtualMachines/read")
    public Uni<Response> get(
            @PathParam("subscriptionId") String subscription,
            @PathParam("group") String group,
            @PathParam("name") String name,
            @QueryParam("$expand") String expand) {
        boolean withView = wantsInstanceView(expand);
        String version = version();
        return existing(subscription, group, name)
                .flatMap(vm -> withView
                        ? instanceView(vm, version).map(view -> body(vm, Optional.of(view), version))
                        : Uni.createFrom().item(body(vm, Optional.empty(), version)));
    }

    @GET
    @Path(VMS + "/{name}/instanceView")
    @ArmAction("Microsoft.Compute/virtualMachines/instanceView/read")
    public Uni<ObjectNode> instanceView(
            @PathParam("subscriptionId") String subscription,
            @PathParam("group") String group,
            @PathParam("name") String name) {
        String version = version();
        return existing(subscription, group, name).flatMap(vm -> instanceView(vm, version));
    }

    /** 201 or 200 with a provisioning state that is not final and Azure-AsyncOperation; 200 at once when nothing changes. */
    @PUT
    @Path(VMS + "/{name}")
    @Consumes(MediaType.APPLICATION_JSON)
    @ArmAction("Microsoft.Compute/virtualMachines/write")
    public Uni<Response> put(
            @PathParam("subscriptionId") String subscription,
            @PathParam("group") String group,
            @PathParam("name") String name,
            @HeaderParam("If-Match") String ifMatch,
            @HeaderParam("If-None-Match") String ifNoneMatch,
            JsonNode body) {
        Names.checkVirtualMachine(name);
        String version = version();
        return writes.put(
                        ResourceId.virtualMachine(subscription, group, name),
                        VmBody.read(body, version),
                        new Preconditions(ifMatch, ifNoneMatch))
                .map(written -> answer(written, version));
    }

    @PATCH
    @Path(VMS + "/{name}")
    @Consumes({MediaType.APPLICATION_JSON, "application/merge-patch+json"})
    @ArmAction("Microsoft.Compute/virtualMachines/write")
    public Uni<Response> patch(
            @PathParam("subscriptionId") String subscription,
            @PathParam("group") String group,
            @PathParam("name") String name,
            @HeaderParam("If-Match") String ifMatch,
            @HeaderParam("If-None-Match") String ifNoneMatch,
            JsonNode body) {
        String version = version();
        return writes.patch(
                        ResourceId.virtualMachine(subscription, group, name),
                        VmBody.read(body, version),
                        new Preconditions(ifMatch, ifNoneMatch))
                .map(written -> answer(written, version));
    }

    /** 202, and the VM is gone when the operation has succeeded; 204 when there was none. */
    @DELETE
    @Path(VMS + "/{name}")
    @ArmAction("Microsoft.Compute/virtualMachines/delete")
    public Uni<Response> delete(
            @PathParam("subscriptionId") String subscription,
            @PathParam("group") String group,
            @PathParam("name") String name,
            @HeaderParam("If-Match") String ifMatch) {
        return writes.delete(ResourceId.virtualMachine(subscription, group, name), new Preconditions(ifMatch, null))
                .map(operation -> operation.map(headers::accepted).orElseGet(() -> Response.noContent()
                        .build()));
    }

    @POST
    @Path(VMS + "/{name}/start")
    @ArmAction("Microsoft.Compute/virtualMachines/start/action")
    public Uni<Response> start(
            @PathParam("subscriptionId") String subscription,
            @PathParam("group") String group,
            @PathParam("name") String name) {
        return act(subscription, group, name, PowerActions.Action.START);
    }

    @POST
    @Path(VMS + "/{name}/powerOff")
    @ArmAction("Microsoft.Compute/virtualMachines/powerOff/action")
    public Uni<Response> powerOff(
            @PathParam("subscriptionId") String subscription,
            @PathParam("group") String group,
            @PathParam("name") String name) {
        return act(subscription, group, name, PowerActions.Action.POWER_OFF);
    }

    @POST
    @Path(VMS + "/{name}/deallocate")
    @ArmAction("Microsoft.Compute/virtualMachines/deallocate/action")
    public Uni<Response> deallocate(
            @PathParam("subscriptionId") String subscription,
            @PathParam("group") String group,
            @PathParam("name") String name) {
        return act(subscription, group, name, PowerActions.Action.DEALLOCATE);
    }

    @POST
    @Path(VMS + "/{name}/restart")
    @ArmAction("Microsoft.Compute/virtualMachines/restart/action")
    public Uni<Response> restart(
            @PathParam("subscriptionId") String subscription,
            @PathParam("group") String group,
            @PathParam("name") String name) {
        return act(subscription, group, name, PowerActions.Action.RESTART);
    }

    private Uni<Response> act(String subscription, String group, String name, PowerActions.Action action) {
        return power.wish(ResourceId.virtualMachine(subscription, group, name), action)
                .map(headers::accepted);
    }

    private Uni<VmRow> existing(String subscription, String group, String name) {
        ResourceId id = ResourceId.virtualMachine(subscription, group, name);
        return vms.find(pool, id.key())
                .flatMap(found -> found.map(vm -> Uni.createFrom().item(vm)).orElseGet(() -> groups.find(
                                pool,
                                ResourceId.resourceGroup(subscription, group).key())
                        .map(parent -> {
                            throw Refusals.notFound(id, parent);
                        })));
    }

    private Uni<ObjectNode> instanceView(VmRow vm, String version) {
        return findings.find(pool, vm.vmId()).map(found -> InstanceViews.render(vm, found, version));
    }

    private Uni<Page<ObjectNode>> page(String subscription, Optional<String> groupKey) {
        Paging.Wanted wanted = paging.requested();
        String version = version();
        return vms.list(pool, subscription.toLowerCase(Locale.ROOT), groupKey, wanted.after(), wanted.limit())
                .map(rows -> paging.page(wanted, rows, VmRow::resourceKey)
                        .map(vm -> VmView.render(vm, Optional.empty(), version)));
    }

    private Response answer(VirtualMachineWrites.Written written, String version) {
        ObjectNode body = VmView.render(written.vm(), Optional.empty(), version);
        Response response = written.operation()
                .map(operation -> headers.written(written.created(), body, operation))
                .orElseGet(() -> Response.ok(body).build());
        return Response.fromResponse(response)
                .header("ETag", VmView.quoted(written.vm().etag()))
                .build();
    }

    private static Response body(VmRow vm, Optional<ObjectNode> instanceView, String version) {
        return Response.ok(VmView.render(vm, instanceView, version))
                .header("ETag", VmView.quoted(vm.etag()))
                .build();
    }

    private static boolean wantsInstanceView(String expand) {
        if (expand == null || expand.isEmpty() || expand.equalsIgnoreCase("userData")) {
            return false;
        }
        if (expand.equalsIgnoreCase("instanceView")) {
            return true;
        }
        throw new RefusedException(ArmRefusal.invalidParameter(
                "$expand", "The value '" + expand + "' of $expand is invalid. Use 'instanceView', or leave it out."));
    }

    private String version() {
        return request.apiVersion().date().toString();
    }
}
