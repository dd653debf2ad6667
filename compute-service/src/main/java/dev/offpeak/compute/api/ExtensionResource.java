package dev.offpeak.compute.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.offpeak.arm.ApiVersions;
import dev.offpeak.arm.ArmAction;
import dev.offpeak.arm.ArmRefusal;
import dev.offpeak.arm.Page;
import dev.offpeak.arm.RefusedException;
import dev.offpeak.arm.ResourceId;
import dev.offpeak.compute.store.VmRow;
import dev.offpeak.compute.store.VmStore;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Locale;
import java.util.Optional;

/** Extensions of a VM: only the platform's own, which users see but neither install nor remove (rule E1). */
@Path(
        "/subscriptions/{subscriptionId}/resourceGroups/{group}/providers/Microsoft.Compute/virtualMachines/{name}/extensions")
@Produces(MediaType.APPLICATION_JSON)
@ApiVersions(since = "2020-06-01")
public class ExtensionResource {
    private final Pool pool;
    private final Existing existing;
    private final VmStore vms;

    ExtensionResource(Pool pool, Existing existing, VmStore vms) {
        this.pool = pool;
        this.existing = existing;
        this.vms = vms;
    }

    @GET
    @ArmAction("Microsoft.Compute/virtualMachines/extensions/read")
    public Uni<Page<ObjectNode>> list(
            @PathParam("subscriptionId") String subscription,
            @PathParam("group") String group,
            @PathParam("name") String name,
            @QueryParam("$expand") String expand) {
        return vm(subscription, group, name)
                .map(vm -> Page.all(view(vm, expand).stream().toList()));
    }

    @GET
    @Path("/{extension}")
    @ArmAction("Microsoft.Compute/virtualMachines/extensions/read")
    public Uni<ObjectNode> get(
            @PathParam("subscriptionId") String subscription,
            @PathParam("group") String group,
            @PathParam("name") String name,
            @PathParam("extension") String extension,
            @QueryParam("$expand") String expand) {
        ResourceId id = ResourceId.virtualMachine(subscription, group, name).child("extensions", extension);
        return vm(subscription, group, name).map(vm -> view(vm, expand)
                .filter(view -> isPlatforms(vm, extension))
                .orElseThrow(() -> Refusals.notFound(id)));
    }

    @PUT
    @Path("/{extension}")
    @Consumes(MediaType.APPLICATION_JSON)
    @ArmAction("Microsoft.Compute/virtualMachines/extensions/write")
    public Uni<Response> put(
            @PathParam("subscriptionId") String subscription,
            @PathParam("group") String group,
            @PathParam("name") String name,
            @PathParam("extension") String extension,
            JsonNode body) {
        return refuse(subscription, group, name, extension, body);
    }

    @PATCH
    @Path("/{extension}")
    @Consumes({MediaType.APPLICATION_JSON, "application/merge-patch+json"})
    @ArmAction("Microsoft.Compute/virtualMachines/extensions/write")
    public Uni<Response> patch(
            @PathParam("subscriptionId") String subscription,
            @PathParam("group") String group,
            @PathParam("name") String name,
            @PathParam("extension") String extension,
            JsonNode body) {
        return refuse(subscription, group, name, extension, body);
    }

    private Uni<Response> refuse(String subscription, String group, String name, String extension, JsonNode body) {
        Fields said = body instanceof ObjectNode object
                ? Fields.of(object).object("properties")
                : Fields.of(JsonNodeFactory.instance.objectNode());
        Optional<String> publisher = said.text("publisher");
        Optional<String> type = said.text("type");
        return vm(subscription, group, name).map(vm -> {
            if (isPlatforms(vm, extension)
                    || publisher
                            .filter(PatchExtension.PUBLISHER::equalsIgnoreCase)
                            .isPresent()) {
                throw new RefusedException(ArmRefusal.operationNotAllowed("Publisher '" + PatchExtension.PUBLISHER
                        + "' and type "
                        + type.orElse(PatchExtension.nameOf(vm.patching().osType()))
                        + " is reserved for internal use. The platform installs it by itself once patchMode is"
                        + " AutomaticByPlatform."));
            }
            throw new RefusedException(ArmRefusal.operationNotAllowed(
                    "Extension '" + extension + "' can't be installed: this platform runs no extensions but its own."));
        });
    }

    @DELETE
    @Path("/{extension}")
    @ArmAction("Microsoft.Compute/virtualMachines/extensions/delete")
    public Uni<Response> delete(
            @PathParam("subscriptionId") String subscription,
            @PathParam("group") String group,
            @PathParam("name") String name,
            @PathParam("extension") String extension) {
        return vm(subscription, group, name).map(vm -> {
            if (isPlatforms(vm, extension)
                    && vm.runtime().patchExtensionVersion().isPresent()) {
                throw new RefusedException(ArmRefusal.operationNotAllowed("Extension '" + extension
                        + "' is the platform's and can't be removed. Change patchMode to stop automatic patching."));
            }
            return Response.noContent().build();
        });
    }

    private Uni<VmRow> vm(String subscription, String group, String name) {
        ResourceId id = ResourceId.virtualMachine(subscription, group, name);
        return vms.find(pool, id.key()).flatMap(found -> existing.orNotFound(pool, id, found));
    }

    private static boolean isPlatforms(VmRow vm, String extension) {
        return PatchExtension.nameOf(vm.patching().osType())
                .toLowerCase(Locale.ROOT)
                .equals(extension.toLowerCase(Locale.ROOT));
    }

    private static Optional<ObjectNode> view(VmRow vm, String expand) {
        return vm.runtime().patchExtensionVersion().map(version -> {
            String name = PatchExtension.nameOf(vm.patching().osType());
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            body.put("name", name)
                    .put("id", vm.resourceId() + "/extensions/" + name)
                    .put("type", "Microsoft.Compute/virtualMachines/extensions")
                    .put("location", vm.placement().region());
            ObjectNode properties = body.putObject("properties");
            properties
                    .put("autoUpgradeMinorVersion", true)
                    .put("provisioningState", "Succeeded")
                    .put("publisher", PatchExtension.PUBLISHER)
                    .put("type", name)
                    .put("typeHandlerVersion", version);
            if ("instanceView".equalsIgnoreCase(expand)) {
                properties.set("instanceView", InstanceViews.extension(vm).orElseThrow());
            }
            return body;
        });
    }
}
