package dev.offpeak.orchestrator.domain;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * When a month's patches are released (rule I2): the nth given day of every month, at a time of day in a time zone, safe over
 * changes of clocks.
 *
 * @param ordinal 1 to 4 counted from the month's beginning, -1 for the last
 * @param day of the week
 * @param time of day
 * @param zone in which day and time are read
 */
public record ReleaseCalendar(int ordinal, DayOfWeek day, LocalTime time, ZoneId zone) {
    /** The second Tuesday, 10:00 in Redmond, as Windows updates come. */
    public static final ReleaseCalendar SECOND_TUESDAY =
            new ReleaseCalendar(2, DayOfWeek.TUESDAY, LocalTime.of(10, 0), ZoneId.of("America/Los_Angeles"));

    /**
     * Checks it.
     *
     * @throws IllegalArgumentException when the ordinal would leave months without a release
     */
    public ReleaseCalendar {
        Objects.requireNonNull(day, "day");
        Objects.requireNonNull(time, "time");
        Objects.requireNonNull(zone, "zone");
        if (ordinal != -1 && (ordinal < 1 || ordinal > 4)) {
            throw new IllegalArgumentException(
                    "The ordinal must be 1 to 4, or -1 for the last, but is " + ordinal + ".");
        }
    }

    /**
     * One month's release.
     *
     * @param month in the calendar's time zone
     * @param at platform time of its publication
     */
    public record Due(YearMonth month, Instant at) {
        /** Such as {@code 2026-11}; one for each month, so that it is published once whoever sees it first. */
        public String name() {
            return month.toString();
        }
    }

    /** The release of a month. */
    public Due in(YearMonth month) {
        return new Due(
                month,
                month.atDay(1)
                        .with(TemporalAdjusters.dayOfWeekInMonth(ordinal, day))
                        .atTime(time)
                        .atZone(zone)
                        .toInstant());
    }

    /** The first release after that moment. */
    public Due nextAfter(Instant moment) {
        YearMonth month = YearMonth.from(moment.atZone(zone));
        Due due = in(month);
        return due.at().isAfter(moment) ? due : in(month.plusMonths(1));
    }

    /** The releases after {@code from} and not after {@code to}, oldest first: what a platform that was down has missed. */
    public List<Due> between(Instant from, Instant to) {
        List<Due> missed = new ArrayList<>();
        for (Due due = nextAfter(from); !due.at().isAfter(to); due = nextAfter(due.at())) {
            missed.add(due);
        }
        return missed;
    }
}
