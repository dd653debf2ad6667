package dev.offpeak.compute.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.offpeak.arm.ApiVersions;
import dev.offpeak.arm.ArmAction;
import dev.offpeak.arm.ArmRefusal;
import dev.offpeak.arm.ArmRequest;
import dev.offpeak.arm.OperationHeaders;
import dev.offpeak.arm.Page;
import dev.offpeak.arm.RefusedException;
import dev.offpeak.arm.ResourceId;
import dev.offpeak.compute.store.ShownVm;
import dev.offpeak.compute.store.Sightings;
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
import java.util.Set;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * Virtual machines as ARM shows them; {@code assessPatches} and {@code installPatches} are other services'.
 *
 * @see <a href="https://github.com/Azure/azure-rest-api-specs">Microsoft.Compute/ComputeRP/stable/2023-07-01/virtualMachine.json</a>
 */
@Path("/subscriptions/{subscriptionId}")
@Produces(MediaType.APPLICATION_JSON)
@ApiVersions(since = "2020-06-01")
public class VirtualMachineResource {
    /** Known to the contract: user data is never shown, and there are no resiliency features to show. */
    private static final Set<String> NOTHING_TO_ADD = Set.of("userdata", "resiliencyview");

    private static final String VMS = "/resourceGroups/{group}/providers/Microsoft.Compute/virtualMachines";

    private final Pool pool;
    private final ArmRequest request;
    private final OperationHeaders headers;
    private final Existing existing;
    private final VmStore vms;
    private final Sightings sightings;
    private final VirtualMachineWrites writes;
    private final PowerActions power;

    VirtualMachineResource(
            Pool pool,
            ArmRequest request,
            OperationHeaders headers,
            Existing existing,
            VmStore vms,
            Sightings sightings,
            VirtualMachineWrites writes,
            PowerActions power) {
        this.pool = pool;
        this.request = request;
        this.headers = headers;
        this.existing = existing;
        this.vms = vms;
        this.sightings = sightings;
        this.writes = writes;
        this.power = power;
    }

    @GET
    @Path(VMS + "/{name}")
    @ArmAction("Microsoft.Compute/virtualMachines/read")
    public Uni<RestResponse<ObjectNode>> get(
            @PathParam("subscriptionId") String subscription,
            @PathParam("group") String group,
            @PathParam("name") String name,
            @QueryParam("$expand") String expand) {
        boolean withView = wantsInstanceView(expand);
        String version = version();
        if (!withView) {
            return shown(subscription, group, name).map(vm -> body(vm, Optional.empty(), version));
        }
        return seen(subscription, group, name)
                .map(seen -> body(seen.vm().shown(), Optional.of(instanceView(seen, version)), version));
    }

    @GET
    @Path(VMS + "/{name}/instanceView")
    @ArmAction("Microsoft.Compute/virtualMachines/instanceView/read")
    public Uni<ObjectNode> instanceView(
            @PathParam("subscriptionId") String subscription,
            @PathParam("group") String group,
            @PathParam("name") String name) {
        String version = version();
        return seen(subscription, group, name).map(seen -> instanceView(seen, version));
    }

    /** What the VM can be resized to: every size (rule P9). */
    @GET
    @Path(VMS + "/{name}/vmSizes")
    @ArmAction("Microsoft.Compute/virtualMachines/vmSizes/read")
    public Uni<Page<ObjectNode>> sizes(
            @PathParam("subscriptionId") String subscription,
            @PathParam("group") String group,
            @PathParam("name") String name) {
        return shown(subscription, group, name).map(vm -> Page.all(VmSizes.all()));
    }

    /** 201 or 200 with a provisioning state that is not final and Azure-AsyncOperation; 200 at once when nothing changes. */
    @PUT
    @Path(VMS + "/{name}")
    @Consumes(MediaType.APPLICATION_JSON)
    @ArmAction("Microsoft.Compute/virtualMachines/write")
    public Uni<RestResponse<ObjectNode>> put(
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
    public Uni<RestResponse<ObjectNode>> patch(
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

    private Uni<ShownVm> shown(String subscription, String group, String name) {
        ResourceId id = ResourceId.virtualMachine(subscription, group, name);
        return sightings.findPlain(id.key()).flatMap(found -> existing.orNotFound(pool, id, found));
    }

    /** The VM with all that its instance view tells, in one round trip. */
    private Uni<Sightings.Sighting> seen(String subscription, String group, String name) {
        ResourceId id = ResourceId.virtualMachine(subscription, group, name);
        return sightings.find(id.key()).flatMap(found -> existing.orNotFound(pool, id, found));
    }

    private static ObjectNode instanceView(Sightings.Sighting seen, String version) {
        return InstanceViews.render(seen.vm(), seen.findings(), version);
    }

    private RestResponse<ObjectNode> answer(VirtualMachineWrites.Written written, String version) {
        RestResponse<ObjectNode> shown = body(written.vm().shown(), Optional.empty(), version);
        return written.operation()
                .map(operation -> headers.written(written.created(), shown, operation))
                .orElse(shown);
    }

    /** With a static type, so that its writer is known when the service is built and not looked for with every answer. */
    private static RestResponse<ObjectNode> body(ShownVm vm, Optional<ObjectNode> instanceView, String version) {
        return RestResponse.ResponseBuilder.ok(VmView.render(vm, instanceView, version))
                .header("ETag", VmView.quoted(vm.etag()))
                .build();
    }

    private static boolean wantsInstanceView(String expand) {
        if (expand == null || expand.isEmpty() || NOTHING_TO_ADD.contains(expand.toLowerCase(Locale.ROOT))) {
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
