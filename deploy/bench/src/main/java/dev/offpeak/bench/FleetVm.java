package dev.offpeak.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * One VM of the fleet that is measured, the same for the same number: four subscriptions, groups of a hundred VMs, of which twenty
 * are in availability sets of five, sixty in zones and the rest in neither; two of three boot Windows; most are patched by the platform.
 *
 * @param number from 0
 */
record FleetVm(int number) {
    static final String VM_VERSION = "?api-version=2023-07-01";
    static final String GROUP_VERSION = "?api-version=2021-04-01";
    static final List<String> SUBSCRIPTIONS = List.of(
            "10000000-0000-0000-0000-00000000be01",
            "10000000-0000-0000-0000-00000000be02",
            "10000000-0000-0000-0000-00000000be03",
            "10000000-0000-0000-0000-00000000be04");

    private static final int GROUP_SIZE = 100;
    private static final int IN_SETS = 20;
    private static final int SET_SIZE = 5;
    private static final int IN_ZONES = 80;
    private static final List<String> REGIONS = List.of("westeurope", "northeurope", "uksouth", "francecentral");

    String subscriptionPath() {
        return "/subscriptions/" + SUBSCRIPTIONS.get(number / GROUP_SIZE % SUBSCRIPTIONS.size());
    }

    String groupPath() {
        return subscriptionPath() + "/resourceGroups/shop-" + number / GROUP_SIZE;
    }

    /** Whether it is the first of its group, so that the group has to be there before it. */
    boolean opensGroup() {
        return number % GROUP_SIZE == 0;
    }

    /** Whether it is the first of its availability set. */
    boolean opensSet() {
        return isInSet() && number % SET_SIZE == 0;
    }

    private boolean isInSet() {
        return number % GROUP_SIZE < IN_SETS;
    }

    private boolean isInZone() {
        return !isInSet() && number % GROUP_SIZE < IN_ZONES;
    }

    String setPath() {
        return groupPath() + "/providers/Microsoft.Compute/availabilitySets/tier-" + number % GROUP_SIZE / SET_SIZE;
    }

    String path() {
        return groupPath() + "/providers/Microsoft.Compute/virtualMachines/web-" + number;
    }

    private String region() {
        return REGIONS.get(number / GROUP_SIZE % REGIONS.size());
    }

    String groupBody() {
        return location().toString();
    }

    String setBody() {
        ObjectNode body = location();
        body.putObject("sku").put("name", "Aligned");
        body.putObject("properties").put("platformFaultDomainCount", 2).put("platformUpdateDomainCount", 5);
        return body.toString();
    }

    private ObjectNode location() {
        return JsonNodeFactory.instance.objectNode().put("location", region());
    }

    /**
     * The whole model as clients send it.
     *
     * @param revision shown as a tag; another one is a change
     */
    String body(int revision) {
        ObjectNode body = location();
        body.putObject("tags")
                .put("environment", number % 2 == 0 ? "production" : "staging")
                .put("costCenter", "cc-" + number % 17)
                .put("owner", "shop")
                .put("revision", Integer.toString(revision));
        if (isInZone()) {
            body.putArray("zones").add(Integer.toString(number % 3 + 1));
        }
        ObjectNode properties = body.putObject("properties");
        properties.putObject("hardwareProfile").put("vmSize", "Standard_D2s_v3");
        boolean windows = number % 3 != 0;
        storage(properties.putObject("storageProfile"), windows);
        if (isInSet()) {
            properties.putObject("availabilitySet").put("id", setPath());
        }
        system(properties.putObject("osProfile"), windows);
        properties
                .putObject("networkProfile")
                .putArray("networkInterfaces")
                .addObject()
                .put("id", groupPath() + "/providers/Microsoft.Network/networkInterfaces/web-" + number + "-nic")
                .putObject("properties")
                .put("primary", true);
        properties.putObject("diagnosticsProfile").putObject("bootDiagnostics").put("enabled", true);
        return body.toString();
    }

    private void storage(ObjectNode storage, boolean windows) {
        storage.putObject("imageReference")
                .put("publisher", windows ? "MicrosoftWindowsServer" : "Canonical")
                .put("offer", windows ? "WindowsServer" : "UbuntuServer")
                .put("sku", windows ? "2019-Datacenter" : "18.04-LTS")
                .put("version", "latest");
        ObjectNode disk = storage.putObject("osDisk");
        disk.put("name", "web-" + number + "-os")
                .put("createOption", "FromImage")
                .put("caching", "ReadWrite");
        disk.putObject("managedDisk").put("storageAccountType", "Premium_LRS");
        storage.putArray("dataDisks")
                .addObject()
                .put("lun", 0)
                .put("createOption", "Empty")
                .put("diskSizeGB", 128);
    }

    private void system(ObjectNode osProfile, boolean windows) {
        osProfile.put("computerName", "web-" + number).put("adminUsername", "operator");
        boolean byPlatform = number % 10 != 9;
        ObjectNode configuration = osProfile.putObject(windows ? "windowsConfiguration" : "linuxConfiguration");
        configuration.put("provisionVMAgent", true);
        if (windows) {
            configuration.put("enableAutomaticUpdates", true).put("timeZone", "W. Europe Standard Time");
            configuration
                    .putObject("patchSettings")
                    .put("patchMode", byPlatform ? "AutomaticByPlatform" : "AutomaticByOS");
        } else {
            configuration.put("disablePasswordAuthentication", true);
            configuration
                    .putObject("patchSettings")
                    .put("patchMode", byPlatform ? "AutomaticByPlatform" : "ImageDefault");
        }
    }
}
