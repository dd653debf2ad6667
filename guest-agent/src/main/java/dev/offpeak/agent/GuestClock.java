package dev.offpeak.agent;

import dev.offpeak.agent.source.Deadline;
import dev.offpeak.contracts.agent.ClockReading;
import dev.offpeak.time.ClockSegment;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Platform time in the guest: its own clock, put right by the {@code Date} of the platform's answers when it is off by more than those are
 * exact, read through the latest goal state's segment. A guest whose clock is hours off works in its window all the same. Safe for use by many
 * threads.
 */
final class GuestClock {
    /** A {@code Date} has whole seconds, and was on its way for a while. */
    private static final Duration EXACT = Duration.ofSeconds(5);

    private final Clock own;
    private volatile Duration skew = Duration.ZERO;
    private volatile ClockSegment segment = new ClockSegment(Instant.EPOCH, Instant.EPOCH, 1);

    /** @param own the machine's */
    GuestClock(Clock own) {
        this.own = own;
    }

    /** The platform's real time, as an answer that has just come says. */
    void platformSaid(Instant date) {
        Duration found = Duration.between(own.instant(), date);
        skew = found.abs().compareTo(EXACT) > 0 ? found : Duration.ZERO;
    }

    void follow(ClockReading reading) {
        segment = new ClockSegment(reading.realAnchor(), reading.platformAnchor(), reading.rate());
    }

    /** Platform time. */
    Instant now() {
        return segment.platformAt(own.instant().plus(skew));
    }

    Duration until(Instant platform) {
        return Duration.between(now(), platform);
    }

    /** Real time that is left until that platform time, asked anew each time. */
    Deadline deadline(Instant platform) {
        return () -> segment.realFor(until(platform));
    }
}
