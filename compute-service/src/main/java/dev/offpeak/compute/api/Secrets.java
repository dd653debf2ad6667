package dev.offpeak.compute.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Takes out of a VM's properties what must be neither stored nor returned. */
final class Secrets {
    private static final List<String> OF_OS_PROFILE = List.of("adminPassword", "customData");

    private Secrets() {}

    /** Changes the properties in place. */
    static void strip(ObjectNode properties) {
        properties.remove("userData");
        if (properties.get("osProfile") instanceof ObjectNode osProfile) {
            osProfile.remove(OF_OS_PROFILE);
            JsonNode unattend = osProfile.at("/windowsConfiguration/additionalUnattendContent");
            unattend.forEach(content -> {
                if (content instanceof ObjectNode entry) {
                    entry.remove("content");
                }
            });
        }
    }
}
