package dev.offpeak.contracts;

/** Where one patch stands within one installation, in ARM's spelling. */
public enum PatchInstallationState {
    UNKNOWN("Unknown"),
    INSTALLED("Installed"),
    FAILED("Failed"),
    EXCLUDED("Excluded"),
    NOT_SELECTED("NotSelected"),
    PENDING("Pending");

    private final String wireName;

    PatchInstallationState(String wireName) {
        this.wireName = wireName;
    }

    /** The spelling on the wire; JSON reads and writes this one. */
    @Override
    public String toString() {
        return wireName;
    }
}
