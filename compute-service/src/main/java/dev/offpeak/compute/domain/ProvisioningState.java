package dev.offpeak.compute.domain;

/** Where the model of a resource stands, in ARM's spelling. */
public enum ProvisioningState {
    CREATING("Creating"),
    UPDATING("Updating"),
    SUCCEEDED("Succeeded"),
    DELETING("Deleting");

    private final String wireName;

    ProvisioningState(String wireName) {
        this.wireName = wireName;
    }

    /** The state with that spelling. */
    public static ProvisioningState of(String wireName) {
        for (ProvisioningState state : values()) {
            if (state.wireName.equals(wireName)) {
                return state;
            }
        }
        throw new IllegalArgumentException("unknown provisioning state " + wireName);
    }

    /** The spelling on the wire and in the database. */
    @Override
    public String toString() {
        return wireName;
    }
}
