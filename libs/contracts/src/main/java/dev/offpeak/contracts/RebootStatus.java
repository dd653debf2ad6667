package dev.offpeak.contracts;

/** What became of the reboot of one installation, in ARM's spelling. */
public enum RebootStatus {
    UNKNOWN("Unknown"),
    NOT_NEEDED("NotNeeded"),
    REQUIRED("Required"),
    STARTED("Started"),
    FAILED("Failed"),
    COMPLETED("Completed");

    private final String wireName;

    RebootStatus(String wireName) {
        this.wireName = wireName;
    }

    /** The spelling on the wire; JSON reads and writes this one. */
    @Override
    public String toString() {
        return wireName;
    }
}
