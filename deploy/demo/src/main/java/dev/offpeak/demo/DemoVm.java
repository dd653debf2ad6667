package dev.offpeak.demo;

import java.util.Optional;

/**
 * A VM to be created.
 *
 * @param subscription GUID
 * @param name unique in its resource group
 * @param region where it is
 * @param zone present when it is in one
 * @param set name of its availability set, present when it is in one
 * @param image what it runs
 * @param ownTimeZone whether its model names the time zone
 */
record DemoVm(
        String subscription,
        String name,
        DemoRegion region,
        Optional<String> zone,
        Optional<String> set,
        Image image,
        boolean ownTimeZone) {
    /** Images that automatic patching supports; the first three are the preview's. */
    enum Image {
        WINDOWS_2016("MicrosoftWindowsServer", "WindowsServer", "2016-Datacenter", true),
        WINDOWS_2019("MicrosoftWindowsServer", "WindowsServer", "2019-Datacenter", true),
        WINDOWS_2019_CORE("MicrosoftWindowsServer", "WindowsServer", "2019-Datacenter-Server-Core", true),
        UBUNTU("Canonical", "0001-com-ubuntu-server-jammy", "22_04-lts", false);

        private final String publisher;
        private final String offer;
        private final String sku;
        private final boolean windows;

        Image(String publisher, String offer, String sku, boolean windows) {
            this.publisher = publisher;
            this.offer = offer;
            this.sku = sku;
            this.windows = windows;
        }

        String publisher() {
            return publisher;
        }

        String offer() {
            return offer;
        }

        String sku() {
            return sku;
        }

        boolean isWindows() {
            return windows;
        }
    }

    /** ARM id of its resource group. */
    String group() {
        return Arm.group(subscription, "demo-" + region.location());
    }

    String id() {
        return group() + "/providers/Microsoft.Compute/virtualMachines/" + name;
    }

    Optional<String> setId() {
        return set.map(name -> group() + "/providers/Microsoft.Compute/availabilitySets/" + name);
    }
}
