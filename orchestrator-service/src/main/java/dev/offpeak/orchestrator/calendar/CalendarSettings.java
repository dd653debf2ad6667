package dev.offpeak.orchestrator.calendar;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;

/** When the monthly release comes, and how it is carried out. */
@ConfigMapping(prefix = "offpeak.calendar")
interface CalendarSettings {
    /** Whether releases come by themselves; else only those that are published over the API exist. */
    @WithDefault("true")
    boolean enabled();

    /** Which one of the days of a month: 1 to 4, or -1 for the last. */
    @WithDefault("2")
    int ordinal();

    /** Day of the week. */
    @WithDefault("TUESDAY")
    DayOfWeek day();

    /** Time of day in {@link #zone()}. */
    @WithDefault("10:00")
    LocalTime time();

    /** In which day and time are read. */
    @WithDefault("America/Los_Angeles")
    ZoneId zone();

    /**
     * The policy of those releases, in the JSON of {@code POST /releases}; {@code {"approval": true}} has each wait for an operator.
     */
    @WithDefault("{}")
    String policy();

    /** Real time from one look to the next. */
    @WithDefault("PT1S")
    Duration tick();
}
