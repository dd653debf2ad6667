package dev.offpeak.orchestrator.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.offpeak.rules.Rule;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ReleaseCalendarTest {
    private static final ReleaseCalendar CALENDAR = ReleaseCalendar.SECOND_TUESDAY;

    @Test
    @Rule("I2")
    @DisplayName("I2: the second Tuesday of every month, at the same time of day over changes of clocks")
    void secondTuesdayOfEveryMonth() {
        assertThat(CALENDAR.between(Instant.parse("2026-09-30T00:00:00Z"), Instant.parse("2026-12-31T00:00:00Z")))
                .extracting(ReleaseCalendar.Due::name, ReleaseCalendar.Due::at)
                .containsExactly(
                        tuple("2026-10", Instant.parse("2026-10-13T17:00:00Z")),
                        tuple("2026-11", Instant.parse("2026-11-10T18:00:00Z")),
                        tuple("2026-12", Instant.parse("2026-12-08T18:00:00Z")));
    }

    @Test
    @Rule("I2")
    @DisplayName("I2: at the very moment of a release the next one is next month's")
    void nextIsStrictlyLater() {
        Instant release = Instant.parse("2026-11-10T18:00:00Z");

        assertThat(CALENDAR.nextAfter(release.minusSeconds(1)).at()).isEqualTo(release);
        assertThat(CALENDAR.nextAfter(release).name()).isEqualTo("2026-12");
    }

    @Test
    @Rule("I2")
    @DisplayName("I2: another day may be chosen, the last of a month too")
    void daysCanBeConfigured() {
        ReleaseCalendar lastFriday =
                new ReleaseCalendar(-1, DayOfWeek.FRIDAY, LocalTime.of(0, 0), ZoneId.of("Asia/Tokyo"));

        assertThat(lastFriday.nextAfter(Instant.parse("2026-11-01T00:00:00Z")).at())
                .isEqualTo(Instant.parse("2026-11-26T15:00:00Z"));
        assertThatThrownBy(() -> new ReleaseCalendar(5, DayOfWeek.FRIDAY, LocalTime.NOON, ZoneId.of("UTC")))
                .hasMessageContaining("1 to 4");
    }
}
