package dev.offpeak.orchestrator.domain;

/** What may be down together: by which kind of thing VMs in flight are counted. */
public enum BlastScope {
    AVAILABILITY_SETS("availabilitySets"),
    ZONES("zones"),
    REGIONS("regions"),
    SUBSCRIPTIONS("subscriptions");

    private final String wireName;

    BlastScope(String wireName) {
        this.wireName = wireName;
    }

    /** The spelling on the wire. */
    @Override
    public String toString() {
        return wireName;
    }
}
