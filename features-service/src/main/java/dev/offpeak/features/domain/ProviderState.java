package dev.offpeak.features.domain;

/** What ARM shows as a provider's {@code registrationState}. */
public enum ProviderState {
    NOT_REGISTERED("NotRegistered"),
    REGISTERING("Registering"),
    REGISTERED("Registered"),
    UNREGISTERING("Unregistering"),
    UNREGISTERED("Unregistered");

    private final String wireName;

    ProviderState(String wireName) {
        this.wireName = wireName;
    }

    /** The spelling on the wire. */
    @Override
    public String toString() {
        return wireName;
    }
}
