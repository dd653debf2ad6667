package dev.offpeak.contracts;

/** What a patch does to the machine's uptime, in ARM's spelling. */
public enum RebootBehavior {
    UNKNOWN("Unknown"),
    NEVER_REBOOTS("NeverReboots"),
    ALWAYS_REQUIRES_REBOOT("AlwaysRequiresReboot"),
    CAN_REQUEST_REBOOT("CanRequestReboot");

    private final String wireName;

    RebootBehavior(String wireName) {
        this.wireName = wireName;
    }

    /** The spelling on the wire; JSON reads and writes this one. */
    @Override
    public String toString() {
        return wireName;
    }
}
