package dev.offpeak.assessment.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.rules.Rule;
import dev.offpeak.time.OffPeakHours;
import dev.offpeak.time.OffPeakWindow;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@Rule("A1")
@DisplayName("A1: periodic assessments")
class PeriodicScheduleTest {
    private static final OffPeakHours HOURS = new OffPeakHours(OffPeakWindow.DEFAULT, ZoneId.of("Europe/Amsterdam"));
    private final PeriodicSchedule daily = new PeriodicSchedule(Duration.ofDays(1));

    @Test
    void startInsideTheWindowWithRoomToEnd() {
        IntStream.range(0, 500).forEach(i -> {
            Instant next = daily.nextAfter(UUID.randomUUID().toString(), Instant.parse("2026-06-10T12:00:00Z"), HOURS);

            assertThat(HOURS.contains(next)).isTrue();
            assertThat(HOURS.openAt(next).orElseThrow().end()).isAfter(next.plus(Duration.ofMinutes(59)));
        });
    }

    @Test
    void comeEveryNightUnderADailyInterval() {
        Instant last = Instant.parse("2026-06-10T12:00:00Z");
        Instant first = last;
        for (int night = 0; night < 30; night++) {
            Instant next = daily.nextAfter("vm-1", last, HOURS);
            assertThat(Duration.between(last, next)).isPositive();
            last = next.plus(Duration.ofMinutes(5));
        }
        assertThat(Duration.between(first, last)).isBetween(Duration.ofDays(29), Duration.ofDays(31));
    }

    @Test
    void areSpreadOverTheWindow() {
        long beforeMidnight = IntStream.range(0, 1000)
                .mapToObj(i -> daily.nextAfter("vm-" + i, Instant.parse("2026-06-10T12:00:00Z"), HOURS))
                .filter(next -> next.isBefore(Instant.parse("2026-06-10T22:00:00Z")))
                .count();

        assertThat(beforeMidnight).as("of 1000 in the first two of seven hours").isBetween(200L, 400L);
    }
}
