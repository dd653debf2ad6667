package dev.offpeak.time;

import java.time.Duration;
import java.time.Instant;

/**
 * A span of platform time.
 *
 * @param start first instant in it
 * @param end first instant after it, not before start
 */
public record Interval(Instant start, Instant end) {
    public Interval {
        if (end.isBefore(start)) {
            throw new IllegalArgumentException("An interval can't end at " + end + ", before its start " + start + ".");
        }
    }

    public Duration length() {
        return Duration.between(start, end);
    }

    public boolean contains(Instant instant) {
        return !instant.isBefore(start) && instant.isBefore(end);
    }
}
