package dev.offpeak.assessment.domain;

import java.util.Arrays;
import java.util.Optional;

/** What compliance is summed up by. */
public enum ComplianceScope {
    SUBSCRIPTIONS("subscriptions"),
    REGIONS("regions"),
    IMAGES("images");

    private final String wireName;

    ComplianceScope(String wireName) {
        this.wireName = wireName;
    }

    /** The one that is spelt so, in any casing. */
    public static Optional<ComplianceScope> find(String wireName) {
        return Arrays.stream(values())
                .filter(scope -> scope.wireName.equalsIgnoreCase(wireName))
                .findFirst();
    }

    @Override
    public String toString() {
        return wireName;
    }
}
