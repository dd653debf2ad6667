package dev.offpeak.contracts;

/** What kind of patch it is; Windows and Linux words in one list. */
public enum Classification {
    CRITICAL("Critical"),
    SECURITY("Security"),
    UPDATE_ROLLUP("UpdateRollUp"),
    FEATURE_PACK("FeaturePack"),
    SERVICE_PACK("ServicePack"),
    DEFINITION("Definition"),
    TOOLS("Tools"),
    UPDATES("Updates"),
    OTHER("Other");

    private final String wireName;

    Classification(String wireName) {
        this.wireName = wireName;
    }

    /** The spelling on the wire; JSON reads and writes this one. */
    @Override
    public String toString() {
        return wireName;
    }

    /** Whether automatic runs install it (rule I1). */
    public boolean isCriticalOrSecurity() {
        return this == CRITICAL || this == SECURITY;
    }
}
