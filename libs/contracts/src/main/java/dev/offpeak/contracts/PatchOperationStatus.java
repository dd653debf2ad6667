package dev.offpeak.contracts;

/** Where an assessment or an installation stands, in ARM's spelling. */
public enum PatchOperationStatus {
    UNKNOWN("Unknown"),
    IN_PROGRESS("InProgress"),
    FAILED("Failed"),
    SUCCEEDED("Succeeded"),
    COMPLETED_WITH_WARNINGS("CompletedWithWarnings");

    private final String wireName;

    PatchOperationStatus(String wireName) {
        this.wireName = wireName;
    }

    /** The spelling on the wire; JSON reads and writes this one. */
    @Override
    public String toString() {
        return wireName;
    }

    /** Whether nothing can follow. */
    public boolean isTerminal() {
        return this == FAILED || this == SUCCEEDED || this == COMPLETED_WITH_WARNINGS;
    }
}
