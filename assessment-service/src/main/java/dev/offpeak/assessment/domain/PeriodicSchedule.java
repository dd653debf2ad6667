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
    /** Of each window, the last part is left free so that a scan still ends inside. */
    private static final Duration TAIL = Duration.ofHours(1);
    /** Platform time until one that failed is tried again. */
    private static final Duration RETRY = Duration.ofHours(1);

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
        return window.start().plusSeconds(Math.floorMod(vmId.hashCode() * 2654435761L, room));
    }
}
