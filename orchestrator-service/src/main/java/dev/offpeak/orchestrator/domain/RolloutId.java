package dev.offpeak.orchestrator.domain;

import java.util.Objects;

/**
 * One rollout.
 *
 * @param value a GUID in lower case; never null, never blank
 */
public record RolloutId(String value) implements Comparable<RolloutId> {
    public RolloutId {
        Objects.requireNonNull(value, "value");
        if (value.isBlank()) {
            throw new IllegalArgumentException("An id can't be blank.");
        }
    }

    @Override
    public int compareTo(RolloutId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
