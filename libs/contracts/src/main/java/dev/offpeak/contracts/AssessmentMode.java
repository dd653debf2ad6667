package dev.offpeak.contracts;

/** Who triggers periodic assessments (from api-version 2021-03-01). */
public enum AssessmentMode {
    IMAGE_DEFAULT("ImageDefault"),
    AUTOMATIC_BY_PLATFORM("AutomaticByPlatform");

    private final String wireName;

    AssessmentMode(String wireName) {
        this.wireName = wireName;
    }

    /** The spelling on the wire; JSON reads and writes this one. */
    @Override
    public String toString() {
        return wireName;
    }
}
