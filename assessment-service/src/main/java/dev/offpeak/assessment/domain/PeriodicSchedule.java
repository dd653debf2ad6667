package dev.offpeak.assessment.domain;

import dev.offpeak.time.Interval;
import dev.offpeak.time.OffPeakHours;
import java.time.Duration;
import java.time.Instant;

/**
 * When a VM's next periodic assessment may start (rule A1): in its off-peak hours, at a time of its own within them, so that a
 * fleet does not scan all at once when its windows open.
 *
 * @param interval platform time between two assessments of one VM, at least; a day means every window
 */
public record PeriodicSchedule(Duration interval) {
    private static final Duration DAILY = Duration.ofDays(1);
    /** Three in 30 days are several. */
    private static final Duration LONGEST = Duration.ofDays(10);

    /** Of each window, the last part is left free so that a scan still ends inside. */
    private static final Duration TAIL = Duration.ofHours(1);
    /** Platform time until one that failed is tried again. */
    private static final Duration RETRY = Duration.ofHours(1);

    /** @throws IllegalArgumentException that says what is allowed */
    public PeriodicSchedule {
        if (interval.compareTo(DAILY) < 0 || interval.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "The interval between periodic assessments must be from PT24H to PT240H, but is " + interval
                            + ": one for each window at most, and several in 30 days.");
        }
    }

    /** The schedule of VMs whose assessmentMode is AutomaticByPlatform: every window, whatever the others' interval is. */
    public PeriodicSchedule daily() {
        return new PeriodicSchedule(DAILY);
    }

    /**
     * @param vmId decides the VM's place in the window; equal ids give equal places
     * @param last when the last assessment ended
     * @return after {@code last}; inside a window
     */
    public Instant nextAfter(String vmId, Instant last, OffPeakHours hours) {
        // Half a day of grace: yesterday's place in the window plus the scan's length must not skip tonight's.
        Interval window = hours.nextAfter(last.plus(interval).minus(Duration.ofHours(12)));
        if (!window.start().isAfter(last)) {
            window = hours.nextAfter(window.end());
        }
        return placeIn(window, vmId);
    }

    /** When to try again what failed: an hour later where the window is still open then, else in the next one. */
    public Instant retryAfter(String vmId, Instant failedAt, OffPeakHours hours) {
        Instant soon = failedAt.plus(RETRY);
        return hours.contains(soon) ? soon : placeIn(hours.nextAfter(soon), vmId);
    }

    /** The next window's place for a VM that was not to be had when its turn came; outside the windows nothing is periodic. */
    public Instant missed(String vmId, Instant now, OffPeakHours hours) {
        return placeIn(hours.nextAfter(now), vmId);
    }

    private static Instant placeIn(Interval window, String vmId) {
        long room = Math.max(1, window.length().minus(TAIL).toSeconds());
        return window.start().plusSeconds(Long.remainderUnsigned(mixed(vmId.hashCode()), room));
    }

    /** Spreads neighbouring hash codes over all numbers: the finishing step of SplitMix64. */
    private static long mixed(long hash) {
        long z = (hash + 0x9E3779B97F4A7C15L) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
