package dev.offpeak.contracts;

/** Where a feature registration stands (rule F2), in ARM's spelling. */
public enum FeatureState {
    NOT_REGISTERED("NotRegistered"),
    PENDING("Pending"),
    REGISTERING("Registering"),
    REGISTERED("Registered"),
    UNREGISTERING("Unregistering"),
    UNREGISTERED("Unregistered");

    private final String wireName;

    FeatureState(String wireName) {
        this.wireName = wireName;
    }

    /** The spelling on the wire; JSON reads and writes this one. */
    @Override
    public String toString() {
        return wireName;
    }
}
