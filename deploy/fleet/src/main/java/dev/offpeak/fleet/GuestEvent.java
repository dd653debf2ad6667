package dev.offpeak.fleet;

/** What a guest can do that its journal keeps. */
enum GuestEvent {
    BOOTED("Booted"),
    POWERED_OFF("PoweredOff"),
    POWERED_ON("PoweredOn"),
    SILENCED("Silenced"),
    ENROLLED("Enrolled"),
    EXTENSION_INSTALLED("ExtensionInstalled"),
    NATIVE_UPDATES_OFF("NativeUpdatesOff"),
    NATIVE_UPDATES_ON("NativeUpdatesOn"),
    ASSESSED("Assessed"),
    ORDER_RECEIVED("OrderReceived"),
    ORDER_REFUSED("OrderRefused"),
    INSTALLATION_STARTED("InstallationStarted"),
    PATCH_INSTALLED("PatchInstalled"),
    PATCH_FAILED("PatchFailed"),
    REBOOT_STARTED("RebootStarted"),
    REBOOT_ENDED("RebootEnded"),
    /** Detail: the status, in ARM's spelling. */
    INSTALLATION_ENDED("InstallationEnded"),
    /** The first healthy heartbeat that compute took after the end. */
    HEALTHY("Healthy");

    private final String wireName;

    GuestEvent(String wireName) {
        this.wireName = wireName;
    }

    @Override
    public String toString() {
        return wireName;
    }
}
