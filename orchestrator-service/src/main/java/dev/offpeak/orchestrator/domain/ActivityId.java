package dev.offpeak.orchestrator.domain;

import java.util.Objects;

/**
 * One installation on one VM: one order and all that became of it.
 *
 * @param value a GUID in lower case; never null, never blank
 */
public record ActivityId(String value) implements Comparable<ActivityId> {
    public ActivityId {
        Objects.requireNonNull(value, "value");
        if (value.isBlank()) {
            throw new IllegalArgumentException("An id can't be blank.");
        }
    }

    @Override
    public int compareTo(ActivityId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
