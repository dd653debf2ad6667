package dev.offpeak.contracts;

/** When the agent may reboot after installing, in ARM's spelling. */
public enum RebootSetting {
    IF_REQUIRED("IfRequired"),
    NEVER("Never"),
    ALWAYS("Always");

    private final String wireName;

    RebootSetting(String wireName) {
        this.wireName = wireName;
    }

    /** The spelling on the wire; JSON reads and writes this one. */
    @Override
    public String toString() {
        return wireName;
    }
}
