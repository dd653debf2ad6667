package dev.offpeak.time;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * The platform's two clocks: real time, and platform time, which runs beside it in segments. Platform time is for
 * windows, installations, verification, deadlines, releases and everything shown; real time for leases, time-outs,
 * polls, heartbeats and token ages. Platform time never goes back within a process. Safe for use by many threads.
 */
public final class PlatformClock {
    private static final List<ClockSegment> SAME_AS_REAL = List.of(new ClockSegment(Instant.EPOCH, Instant.EPOCH, 1));

    private final Supplier<Instant> real;
    private final Supplier<List<ClockSegment>> segments;
    private final AtomicReference<Instant> latest = new AtomicReference<>(Instant.MIN);

    PlatformClock(Supplier<Instant> real, Supplier<List<ClockSegment>> segments) {
        this.real = real;
        this.segments = segments;
    }

    /** Platform time is real time: production. */
    public static PlatformClock real() {
        return new PlatformClock(Instant::now, () -> SAME_AS_REAL);
    }

    /**
     * Platform time as the clock file says, read again by a daemon thread for the life of the process. When the file
     * can't be read later on, the last segments stay in force.
     *
     * @throws IllegalStateException when it can't be read now
     */
    public static PlatformClock following(Path clockFile) {
        try {
            return new PlatformClock(Instant::now, ClockFileReader.start(clockFile));
        } catch (IOException e) {
            throw new IllegalStateException(
                    "The platform's clock can't be read from " + clockFile
                            + ": the clock's authority must write it first (" + e + ")",
                    e);
        }
    }

    /** Both clocks stand still at that instant: tests. See {@link ManualClock} for one that moves. */
    public static PlatformClock fixed(Instant instant) {
        return new PlatformClock(() -> instant, () -> SAME_AS_REAL);
    }

    /** Both clocks show what the source says: simulations, in which every process has a clock of its own. */
    public static PlatformClock reading(Supplier<Instant> source) {
        return new PlatformClock(source, () -> SAME_AS_REAL);
    }

    /** Platform time; never before an earlier answer. */
    public Instant now() {
        Instant realNow = real.get();
        Instant now = segmentAt(realNow).platformAt(realNow);
        return latest.accumulateAndGet(now, (a, b) -> a.isAfter(b) ? a : b);
    }

    /** Real time. */
    public Instant realNow() {
        return real.get();
    }

    /** Real time from now to that platform time at the present rate; zero when it is past. Ask again after a change of rate. */
    public Duration realUntil(Instant platform) {
        Duration left = Duration.between(now(), platform);
        if (left.isNegative() || left.isZero()) {
            return Duration.ZERO;
        }
        return segment().realFor(left).plusNanos(1);
    }

    /** The segment in force now. */
    public ClockSegment segment() {
        return segmentAt(real.get());
    }

    /** The newest segment that has begun; the oldest one where none has. */
    private ClockSegment segmentAt(Instant realNow) {
        List<ClockSegment> known = segments.get();
        for (int i = known.size() - 1; i > 0; i--) {
            if (!known.get(i).realAnchor().isAfter(realNow)) {
                return known.get(i);
            }
        }
        return known.get(0);
    }
}
