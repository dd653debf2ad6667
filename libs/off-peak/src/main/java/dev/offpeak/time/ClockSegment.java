package dev.offpeak.time;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * How platform time runs beside real time from one instant on: platform = platformAnchor + (real - realAnchor) * rate.
 *
 * @param realAnchor real time from which it holds
 * @param platformAnchor platform time at realAnchor
 * @param rate platform seconds per real second, positive; 1 in production
 */
public record ClockSegment(Instant realAnchor, Instant platformAnchor, double rate) {
    private static final double NANOS_PER_SECOND = 1_000_000_000d;

    public ClockSegment {
        Objects.requireNonNull(realAnchor, "realAnchor");
        Objects.requireNonNull(platformAnchor, "platformAnchor");
        if (!(rate > 0) || Double.isInfinite(rate)) {
            throw new IllegalArgumentException("The clock's rate must be positive, but is " + rate + ".");
        }
    }

    /** Platform time at that real time. */
    public Instant platformAt(Instant real) {
        return platformAnchor.plus(scaled(Duration.between(realAnchor, real), rate));
    }

    /** Real time that passes while the platform's clock passes that much. */
    public Duration realFor(Duration platform) {
        return scaled(platform, 1 / rate);
    }

    /** The segment that goes on from this one, without a jump, at another rate from that real time on. */
    public ClockSegment then(Instant nextRealAnchor, double nextRate) {
        return new ClockSegment(nextRealAnchor, platformAt(nextRealAnchor), nextRate);
    }

    private static Duration scaled(Duration duration, double factor) {
        if (factor == 1) {
            return duration;
        }
        double nanos = (duration.getSeconds() * NANOS_PER_SECOND + duration.getNano()) * factor;
        double seconds = Math.floor(nanos / NANOS_PER_SECOND);
        return Duration.ofSeconds((long) seconds, (long) (nanos - seconds * NANOS_PER_SECOND));
    }
}
