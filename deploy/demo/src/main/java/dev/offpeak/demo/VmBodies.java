package dev.offpeak.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Bodies of the requests that create the fleet. */
final class VmBodies {
    private VmBodies() {}

    static ObjectNode location(DemoRegion region) {
        return Arm.JSON.createObjectNode().put("location", region.location());
    }

    static ObjectNode availabilitySet(DemoRegion region) {
        ObjectNode body = location(region);
        body.putObject("sku").put("name", "Aligned");
        body.putObject("properties").put("platformFaultDomainCount", 2).put("platformUpdateDomainCount", 5);
        return body;
    }

    /** Patched by the platform. */
    static ObjectNode vm(DemoVm vm) {
        ObjectNode body = location(vm.region());
        vm.zone().ifPresent(zone -> body.putArray("zones").add(zone));
        ObjectNode properties = body.putObject("properties");
        properties.putObject("hardwareProfile").put("vmSize", "Standard_D2s_v3");
        properties
                .putObject("storageProfile")
                .putObject("imageReference")
                .put("publisher", vm.image().publisher())
                .put("offer", vm.image().offer())
                .put("sku", vm.image().sku())
                .put("version", "latest");
        vm.setId().ifPresent(id -> properties.putObject("availabilitySet").put("id", id));
        ObjectNode osProfile = properties.putObject("osProfile");
        osProfile.put("computerName", vm.name()).put("adminUsername", "operator");
        if (vm.image().isWindows()) {
            osProfile.put("adminPassword", "Only-for-the-demo-1");
            ObjectNode windows = osProfile.putObject("windowsConfiguration");
            windows.put("provisionVMAgent", true).put("enableAutomaticUpdates", true);
            if (vm.ownTimeZone()) {
                windows.put("timeZone", vm.region().windowsTimeZone());
            }
            windows.putObject("patchSettings").put("patchMode", "AutomaticByPlatform");
        } else {
            ObjectNode linux = osProfile.putObject("linuxConfiguration");
            linux.put("provisionVMAgent", true).put("disablePasswordAuthentication", true);
            linux.putObject("patchSettings").put("patchMode", "AutomaticByPlatform");
        }
        return body;
    }

    /** The machine that the demonstration runs on: known to the platform, patched by nobody but its owner. */
    static ObjectNode ownMachine(DemoRegion region) {
        ObjectNode body = location(region);
        body.putObject("tags").put("offpeak-guest", "external");
        ObjectNode properties = body.putObject("properties");
        properties.putObject("hardwareProfile").put("vmSize", "Standard_D2s_v3");
        properties
                .putObject("storageProfile")
                .putObject("imageReference")
                .put("publisher", "Debian")
                .put("offer", "debian-12")
                .put("sku", "12")
                .put("version", "latest");
        ObjectNode osProfile = properties.putObject("osProfile");
        osProfile.put("computerName", "own-machine").put("adminUsername", "operator");
        ObjectNode linux = osProfile.putObject("linuxConfiguration");
        linux.put("provisionVMAgent", true).put("disablePasswordAuthentication", true);
        linux.putObject("patchSettings").put("patchMode", "ImageDefault");
        return body;
    }
}
