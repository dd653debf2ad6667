package dev.offpeak.compute.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.offpeak.arm.ArmTime;
import dev.offpeak.compute.model.ModelView;
import dev.offpeak.compute.model.VmSchema;
import dev.offpeak.compute.store.ShownVm;
import java.util.Map;
import java.util.Optional;

/** A VM as one api-version shows it; what came later is left out. */
final class VmView {
    private static final ModelView VIEW = new ModelView(VmSchema.builtIn());
    private static final String ETAG_SINCE =
            VmSchema.builtIn().root().find("etag").orElseThrow().facts().since();
    private static final String TIME_CREATED_SINCE = VmSchema.builtIn()
            .root()
            .find("properties")
            .flatMap(properties -> properties.find("timeCreated"))
            .orElseThrow()
            .facts()
            .since();

    private VmView() {}

    /** @param instanceView present when asked for by {@code $expand=instanceView} */
    static ObjectNode render(ShownVm vm, Optional<ObjectNode> instanceView, String apiVersion) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("name", vm.name())
                .put("id", vm.resourceId())
                .put("type", "Microsoft.Compute/virtualMachines")
                .put("location", vm.region());
        vm.zone().ifPresent(zone -> body.putArray("zones").add(zone));
        body.set("tags", tags(vm.tags()));
        if (apiVersion.compareTo(ETAG_SINCE) >= 0) {
            body.put("etag", quoted(vm.etag()));
        }
        ObjectNode properties = VIEW.show(vm.model(), apiVersion, body);
        properties.put("vmId", vm.vmId().toString());
        properties.put("provisioningState", vm.provisioningState().toString());
        if (apiVersion.compareTo(TIME_CREATED_SINCE) >= 0) {
            properties.put("timeCreated", ArmTime.text(vm.createdAt()));
        }
        instanceView.ifPresent(view -> properties.set("instanceView", view));
        return body;
    }

    static ObjectNode tags(Map<String, String> tags) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        tags.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(tag -> object.put(tag.getKey(), tag.getValue()));
        return object;
    }

    static String quoted(String etag) {
        return '"' + etag + '"';
    }
}
