package dev.offpeak.orchestrator.domain;

import java.util.Objects;

/**
 * One incarnation of a virtual machine; a machine deleted and created again has another.
 *
 * @param value the GUID that compute gave it, in lower case; never null, never blank
 */
public record VmId(String value) implements Comparable<VmId> {
    public VmId {
        Objects.requireNonNull(value, "value");
        if (value.isBlank()) {
            throw new IllegalArgumentException("An id can't be blank.");
        }
    }

    @Override
    public int compareTo(VmId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
