package dev.offpeak.orchestrator.domain;

import java.util.Arrays;
import java.util.Optional;

/**
 * When a VM's turn comes within a release (rule U3): every phase of a ring is through before the next ring begins. All rings
 * install the same set of patches, so what the early ones tested reaches the late ones unchanged (rule I8).
 */
public enum Ring {
    EARLY("Early"),
    DEFAULT("Default"),
    LATE("Late");

    /** The tag of a VM that names its ring. */
    public static final String TAG = "offpeak-ring";

    private final String wireName;

    Ring(String wireName) {
        this.wireName = wireName;
    }

    /** The ring of that name, whatever its casing; empty for any other text. */
    public static Optional<Ring> find(String name) {
        return Arrays.stream(values())
                .filter(ring -> ring.wireName.equalsIgnoreCase(name.strip()))
                .findFirst();
    }

    /** The spelling on the wire and in tags. */
    @Override
    public String toString() {
        return wireName;
    }
}
