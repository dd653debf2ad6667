package dev.offpeak.time;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that a test moves by hand; real time and platform time are the same. */
public final class ManualClock {
    private final AtomicReference<Instant> now;
    private final PlatformClock clock;

    public ManualClock(Instant start) {
        now = new AtomicReference<>(start);
        clock = new PlatformClock(now::get, () -> List.of(new ClockSegment(start, start, 1)));
    }

    /** The clock to hand to the code under test. */
    public PlatformClock clock() {
        return clock;
    }

    public Instant now() {
        return now.get();
    }

    /** Moves both clocks on; never back. */
    public void advance(Duration by) {
        if (by.isNegative()) {
            throw new IllegalArgumentException("Time never goes back, but " + by + " was asked for.");
        }
        now.updateAndGet(instant -> instant.plus(by));
    }

    /** Moves both clocks on to that instant; never back. */
    public void advanceTo(Instant instant) {
        advance(Duration.between(now.get(), instant));
    }
}
