package dev.offpeak.time;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.rules.Rule;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@Rule("I3")
@DisplayName("I3: off-peak hours")
class OffPeakHoursTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private final OffPeakHours berlin = new OffPeakHours(OffPeakWindow.DEFAULT, BERLIN);

    @Test
    void theDefaultWindowCrossesMidnight() {
        Interval night = berlin.openAt(at("2026-11-10T02:00:00+01:00")).orElseThrow();

        assertThat(night).isEqualTo(between("2026-11-09T22:00:00+01:00", "2026-11-10T06:00:00+01:00"));
        assertThat(berlin.openAt(at("2026-11-10T23:00:00+01:00")))
                .contains(berlin.nextAfter(at("2026-11-10T12:00:00Z")));
    }

    @Test
    void startIsInsideAndEndIsOutside() {
        assertThat(berlin.contains(at("2026-11-09T22:00:00+01:00"))).isTrue();
        assertThat(berlin.contains(at("2026-11-09T21:59:59+01:00"))).isFalse();
        assertThat(berlin.contains(at("2026-11-10T06:00:00+01:00"))).isFalse();
    }

    @Test
    void nextAfterIsTheOpenWindowElseTheOneToCome() {
        assertThat(berlin.nextAfter(at("2026-11-10T05:59:59+01:00")).start())
                .isEqualTo(at("2026-11-09T22:00:00+01:00"));
        assertThat(berlin.nextAfter(at("2026-11-10T06:00:00+01:00")).start())
                .isEqualTo(at("2026-11-10T22:00:00+01:00"));
    }

    @Test
    void theNightOfTheGapIsAnHourShorterAndThatOfTheOverlapAnHourLonger() {
        Interval march = berlin.nextAfter(at("2026-03-28T20:00:00+01:00"));
        Interval october = berlin.nextAfter(at("2026-10-24T20:00:00+02:00"));

        assertThat(march).isEqualTo(between("2026-03-28T22:00:00+01:00", "2026-03-29T06:00:00+02:00"));
        assertThat(march.length()).isEqualTo(Duration.ofHours(7));
        assertThat(october).isEqualTo(between("2026-10-24T22:00:00+02:00", "2026-10-25T06:00:00+01:00"));
        assertThat(october.length()).isEqualTo(Duration.ofHours(9));
    }

    @Test
    void aStartOrEndThatTheClockSkipsFallsOnTheChange() {
        assertThat(window("02:30", "05:00").nextAfter(at("2026-03-29T00:00:00+01:00")))
                .isEqualTo(between("2026-03-29T03:00:00+02:00", "2026-03-29T05:00:00+02:00"));
        assertThat(window("00:00", "02:30").nextAfter(at("2026-03-29T00:00:00+01:00")))
                .isEqualTo(between("2026-03-29T00:00:00+01:00", "2026-03-29T03:00:00+02:00"));
    }

    @Test
    void aWindowThatTheChangeSwallowsIsLeftOut() {
        assertThat(window("02:10", "02:50")
                        .nextAfter(at("2026-03-29T00:00:00+01:00"))
                        .start())
                .isEqualTo(at("2026-03-30T02:10:00+02:00"));
    }

    @Test
    void hoursThatComeTwiceCountOnTheSafeSide() {
        assertThat(window("02:30", "05:00").nextAfter(at("2026-10-25T00:00:00+02:00")))
                .isEqualTo(between("2026-10-25T02:30:00+01:00", "2026-10-25T05:00:00+01:00"));
        assertThat(window("00:00", "02:30").nextAfter(at("2026-10-25T00:00:00+02:00")))
                .isEqualTo(between("2026-10-25T00:00:00+02:00", "2026-10-25T02:30:00+02:00"));
        assertThat(window("02:10", "02:50").nextAfter(at("2026-10-25T00:00:00+02:00")))
                .isEqualTo(between("2026-10-25T02:10:00+01:00", "2026-10-25T02:50:00+01:00"));
    }

    @Test
    void everyInstantInsideAWindowIsInsideTheWallClocksHoursAllYearInEveryZone() {
        for (String zone : new String[] {"Europe/Berlin", "America/Los_Angeles", "Australia/Lord_Howe", "Asia/Tokyo"}) {
            OffPeakHours hours = new OffPeakHours(OffPeakWindow.DEFAULT, ZoneId.of(zone));
            for (Instant at = at("2026-01-01T00:00:00Z");
                    at.isBefore(at("2027-01-01T00:00:00Z"));
                    at = at.plusSeconds(1800)) {
                LocalTime wallClock = at.atZone(hours.zone()).toLocalTime();
                boolean inside = !wallClock.isBefore(LocalTime.of(22, 0)) || wallClock.isBefore(LocalTime.of(6, 0));

                assertThat(hours.contains(at)).as("%s in %s", at, zone).isEqualTo(inside);
            }
        }
    }

    @Test
    void aWindowOfEqualStartAndEndIsAlwaysOpen() {
        OffPeakHours always = window("00:00", "00:00");

        assertThat(always.contains(at("2026-03-29T03:30:00+02:00"))).isTrue();
        assertThat(always.nextAfter(at("2026-06-01T12:00:00+02:00")).length()).isEqualTo(Duration.ofDays(1));
    }

    @Test
    void aDayThatTheZoneSkippedHasNoWindow() {
        OffPeakHours apia =
                new OffPeakHours(new OffPeakWindow(LocalTime.of(1, 0), LocalTime.of(5, 0)), ZoneId.of("Pacific/Apia"));

        assertThat(apia.nextAfter(at("2011-12-29T23:00:00-10:00")).start()).isEqualTo(at("2011-12-31T01:00:00+14:00"));
    }

    private static OffPeakHours window(String start, String end) {
        return new OffPeakHours(new OffPeakWindow(LocalTime.parse(start), LocalTime.parse(end)), BERLIN);
    }

    private static Interval between(String start, String end) {
        return new Interval(at(start), at(end));
    }

    private static Instant at(String text) {
        return ZonedDateTime.parse(text).toInstant();
    }
}
