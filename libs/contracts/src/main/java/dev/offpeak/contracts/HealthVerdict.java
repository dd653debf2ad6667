package dev.offpeak.contracts;

/** What health signals say of a VM; unknown is never good (rule O3). */
public enum HealthVerdict {
    HEALTHY("Healthy"),
    UNHEALTHY("Unhealthy"),
    UNKNOWN("Unknown");

    private final String wireName;

    HealthVerdict(String wireName) {
        this.wireName = wireName;
    }

    /** The spelling on the wire; JSON reads and writes this one. */
    @Override
    public String toString() {
        return wireName;
    }
}
