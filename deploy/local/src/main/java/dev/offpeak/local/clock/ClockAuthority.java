package dev.offpeak.local.clock;

import dev.offpeak.time.ClockFile;
import dev.offpeak.time.ClockSegment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Decides how fast platform time runs, and announces it in the clock file. Platform time never jumps:
 *
 * <ol>
 *   <li>Each segment goes on where the one before it is at that moment, and is announced long enough ahead that all
 *       processes switch together.
 *   <li>It slows down at once, and speeds up only after the services were found ready for it several times in a row:
 *       between two steps of one piece of work there are moments in which nobody counts it.
 *   <li>While time is accelerated, the file always ends with a segment that returns to real speed a few seconds ahead,
 *       and that is put off for as long as the authority lives. So time can't run away from a platform whose launcher
 *       died; while the platform is down it passes as real time does.
 * </ol>
 *
 * Kept across restarts by the file. Not for several threads at once.
 */
public final class ClockAuthority {
    private static final Duration NOTICE = Duration.ofMillis(ClockFile.NOTICE_MILLIS + 20);
    private static final Duration LEASE = Duration.ofSeconds(3);
    private static final int LOOKS_BEFORE_FASTER = 3;
    private static final int KEPT_SEGMENTS = 40;

    private final Path file;
    private final ClockRates rates;
    private final Supplier<Instant> realNow;
    /** Oldest first; without the last segment of the file that only bounds the lease. */
    private final List<ClockSegment> segments;

    private volatile double fastest = ClockRates.FASTEST;

    private Instant leaseUntil = Instant.MIN;
    private int looksFaster;

    private ClockAuthority(Path file, ClockRates rates, Supplier<Instant> realNow, List<ClockSegment> segments) {
        this.file = file;
        this.rates = rates;
        this.realNow = realNow;
        this.segments = new ArrayList<>(segments);
    }

    /**
     * Takes over the clock of a data folder, or makes one; platform time runs at real speed until the first look.
     *
     * @param startAt platform time now, for a new clock only; real time when empty
     * @throws IllegalStateException when a start is asked for and the clock already runs
     * @throws IOException when the file can't be read or written
     */
    public static ClockAuthority open(Path file, Optional<Instant> startAt, ClockRates rates, Supplier<Instant> realNow)
            throws IOException {
        List<ClockSegment> segments = new ArrayList<>();
        Instant now = realNow.get();
        if (Files.exists(file)) {
            if (startAt.isPresent()) {
                throw new IllegalStateException(
                        "The clock of this data folder already runs, and platform time never jumps:"
                                + " leave --start-at away, or choose another folder with --data.");
            }
            segments.addAll(ClockFile.read(file));
        } else {
            segments.add(new ClockSegment(now, startAt.orElse(now), 1));
        }
        ClockAuthority authority = new ClockAuthority(file, rates, realNow, segments);
        authority.write(now);
        return authority;
    }

    /** Platform time now. */
    public Instant now() {
        Instant real = realNow.get();
        return inForce(real).platformAt(real);
    }

    /** Platform seconds per real second now. */
    public double rate() {
        return inForce(realNow.get()).rate();
    }

    /** Lets time pass no faster than that from the next look on, whatever the services say. For any thread. */
    public void limit(double rate) {
        fastest = Math.max(1, rate);
    }

    /** One look at the services: changes the rate if it should be another, and keeps the lease. */
    public void look(WorkReading reading) throws IOException {
        Instant now = realNow.get();
        ClockSegment last = segments.get(segments.size() - 1);
        double wanted = Math.min(fastest, rates.fitting(reading));
        looksFaster = wanted > last.rate() ? looksFaster + 1 : 0;
        boolean announced = last.realAnchor().isAfter(now);
        boolean changes = wanted < last.rate() || looksFaster >= LOOKS_BEFORE_FASTER;
        if (changes && !announced) {
            looksFaster = 0;
            segments.add(last.then(now.plus(NOTICE), wanted));
            write(now);
        } else if (last.rate() > 1 && leaseUntil.isBefore(now.plus(LEASE.dividedBy(2)))) {
            write(now);
        }
    }

    /** Lets time pass at real speed from now on; for when no process follows the clock any more. */
    public void rest() throws IOException {
        Instant now = realNow.get();
        ClockSegment current = inForce(now);
        segments.removeIf(segment -> segment.realAnchor().isAfter(now));
        if (current.rate() != 1) {
            segments.add(current.then(now, 1));
        }
        write(now);
    }

    private void write(Instant now) throws IOException {
        if (segments.size() > KEPT_SEGMENTS) {
            segments.subList(0, segments.size() - KEPT_SEGMENTS).clear();
        }
        ClockSegment last = segments.get(segments.size() - 1);
        List<ClockSegment> written = new ArrayList<>(segments);
        if (last.rate() > 1) {
            leaseUntil = now.plus(LEASE);
            written.add(last.then(leaseUntil, 1));
        }
        ClockFile.write(file, written);
    }

    private ClockSegment inForce(Instant real) {
        for (int i = segments.size() - 1; i > 0; i--) {
            if (!segments.get(i).realAnchor().isAfter(real)) {
                return segments.get(i);
            }
        }
        return segments.get(0);
    }
}
