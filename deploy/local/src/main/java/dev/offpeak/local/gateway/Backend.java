package dev.offpeak.local.gateway;

import java.util.Arrays;

/** Who answers behind the gateway. Compute has two listeners, so that the agents' long polls never crowd out ARM. */
public enum Backend {
    FEATURES("features"),
    COMPUTE("compute"),
    COMPUTE_AGENTS("compute-agents"),
    ASSESSMENT("assessment"),
    ORCHESTRATOR("orchestrator");

    private final String wireName;

    Backend(String wireName) {
        this.wireName = wireName;
    }

    /** The one that routes.json calls by that name. */
    static Backend named(String wireName) {
        return Arrays.stream(values())
                .filter(backend -> backend.wireName.equals(wireName))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("routes.json names the service '" + wireName
                        + "', but there are only " + Arrays.toString(values()) + "."));
    }

    @Override
    public String toString() {
        return wireName;
    }
}
