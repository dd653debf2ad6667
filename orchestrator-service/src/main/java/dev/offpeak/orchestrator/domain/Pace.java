package dev.offpeak.orchestrator.domain;

/** What the planner does with the time that a release has. */
public enum Pace {
    /** As many phases and as narrow batches as keep the deadline with a night for retries in every phase. */
    CAREFUL("Careful"),
    /** The earliest end that the availability rules allow: for a zero-day. */
    SHORTEST("Shortest");

    private final String wireName;

    Pace(String wireName) {
        this.wireName = wireName;
    }

    /** The spelling on the wire. */
    @Override
    public String toString() {
        return wireName;
    }
}
