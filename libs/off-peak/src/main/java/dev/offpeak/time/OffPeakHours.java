package dev.offpeak.time;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A daily window in one time zone (rule I3). When clocks change, nothing outside the wall clock's hours is ever inside:
 * a start or end that the clock skips falls on the change itself, a start that comes twice counts the second time, an
 * end that comes twice the first time. A window that the change swallows whole is left out.
 */
public record OffPeakHours(OffPeakWindow window, ZoneId zone) {
    public OffPeakHours {
        Objects.requireNonNull(window, "window");
        Objects.requireNonNull(zone, "zone");
    }

    /** The window that is open at that instant; empty when none is. */
    public Optional<Interval> openAt(Instant instant) {
        return Optional.of(nextAfter(instant)).filter(interval -> interval.contains(instant));
    }

    /** The first window that ends after the instant: the open one, else the next to come. */
    public Interval nextAfter(Instant instant) {
        // Two days back: a window may cross midnight, and the day itself may be one the zone skipped.
        LocalDate day = instant.atZone(zone).toLocalDate().minusDays(2);
        while (true) {
            Optional<Interval> interval = on(day);
            if (interval.isPresent() && interval.get().end().isAfter(instant)) {
                return interval.get();
            }
            day = day.plusDays(1);
        }
    }

    public boolean contains(Instant instant) {
        return openAt(instant).isPresent();
    }

    /** The window that starts on that day; empty when a change of clocks leaves nothing of it. */
    private Optional<Interval> on(LocalDate day) {
        Instant start = last(day.atTime(window.start()));
        Instant end = firstAfter(start, (window.crossesMidnight() ? day.plusDays(1) : day).atTime(window.end()));
        return end.isAfter(start) ? Optional.of(new Interval(start, end)) : Optional.empty();
    }

    private Instant last(LocalDateTime wallClock) {
        List<ZoneOffset> offsets = zone.getRules().getValidOffsets(wallClock);
        return offsets.isEmpty() ? change(wallClock) : wallClock.toInstant(offsets.get(offsets.size() - 1));
    }

    private Instant firstAfter(Instant start, LocalDateTime wallClock) {
        List<ZoneOffset> offsets = zone.getRules().getValidOffsets(wallClock);
        if (offsets.isEmpty()) {
            return change(wallClock);
        }
        Instant first = wallClock.toInstant(offsets.get(0));
        return first.isAfter(start) ? first : wallClock.toInstant(offsets.get(offsets.size() - 1));
    }

    private Instant change(LocalDateTime skipped) {
        ZoneOffsetTransition transition = zone.getRules().getTransition(skipped);
        return transition.getInstant();
    }
}
