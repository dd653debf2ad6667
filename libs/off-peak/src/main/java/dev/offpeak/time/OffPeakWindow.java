package dev.offpeak.time;

import java.time.LocalTime;
import java.util.Objects;

/**
 * The daily hours in which a VM may be touched, on the wall clock of its time zone (rule I3).
 *
 * @param start first moment in it
 * @param end first moment after it; not after start means on the next day, equal to it a whole day
 */
public record OffPeakWindow(LocalTime start, LocalTime end) {
    /** 22:00 to 06:00. */
    public static final OffPeakWindow DEFAULT = new OffPeakWindow(LocalTime.of(22, 0), LocalTime.of(6, 0));

    public OffPeakWindow {
        Objects.requireNonNull(start, "start");
        Objects.requireNonNull(end, "end");
    }

    /** Whether it ends on the day after it started. */
    public boolean crossesMidnight() {
        return !end.isAfter(start);
    }
}
