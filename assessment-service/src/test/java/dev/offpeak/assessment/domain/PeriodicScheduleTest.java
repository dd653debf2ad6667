package dev.offpeak.assessment.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.offpeak.rules.Rule;
import dev.offpeak.time.OffPeakHours;
import dev.offpeak.time.OffPeakWindow;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Rule("A1")
@DisplayName("A1: periodic assessments")
class PeriodicScheduleTest {
    private static final OffPeakHours HOURS = new OffPeakHours(OffPeakWindow.DEFAULT, ZoneId.of("Europe/Amsterdam"));
    private static final Instant NOON = Instant.parse("2026-06-10T12:00:00Z");
    /** When the next window opens. */
    private static final Instant WINDOW = Instant.parse("2026-06-10T20:00:00Z");

    private final PeriodicSchedule daily = new PeriodicSchedule(Duration.ofDays(1));

    @Test
    void startInsideTheWindowWithRoomToEnd() {
        IntStream.range(0, 500).forEach(i -> {
            Instant next = daily.nextAfter(UUID.randomUUID().toString(), NOON, HOURS);

            assertThat(HOURS.contains(next)).isTrue();
            assertThat(HOURS.openAt(next).orElseThrow().end()).isAfter(next.plus(Duration.ofMinutes(59)));
        });
    }

    @Test
    void comeEveryNightUnderADailyInterval() {
        Instant last = NOON;
        Instant first = last;
        for (int night = 0; night < 30; night++) {
            Instant next = daily.nextAfter("vm-1", last, HOURS);
            assertThat(Duration.between(last, next)).isPositive();
            last = next.plus(Duration.ofMinutes(5));
        }
        assertThat(Duration.between(first, last)).isBetween(Duration.ofDays(29), Duration.ofDays(31));
    }

    @Test
    void areSpreadEvenlyOverTheWindowWhateverIdsLookLike() {
        for (IntFunction<String> ids : List.<IntFunction<String>>of(
                i -> "vm-" + i, i -> new UUID(i, 7L * i).toString(), i -> "node" + 5 * i)) {
            Map<Long, Long> byQuarter = IntStream.range(0, 28_000)
                    .mapToObj(i -> daily.nextAfter(ids.apply(i), NOON, HOURS))
                    .collect(Collectors.groupingBy(
                            at -> Duration.between(WINDOW, at).toMinutes() / 15, Collectors.counting()));

            assertThat(byQuarter).as("quarters of seven hours").hasSize(28);
            assertThat(byQuarter.values()).as("of 28,000 VMs").allSatisfy(vms -> assertThat(vms)
                    .isBetween(850L, 1150L));
        }
    }

    @Test
    void keepAVmsPlaceFromNightToNight() {
        for (int i = 0; i < 200; i++) {
            String vmId = "vm-" + i;
            Instant tonight = daily.nextAfter(vmId, NOON, HOURS);

            assertThat(daily.nextAfter(vmId, tonight.plusSeconds(120), HOURS))
                    .isEqualTo(tonight.plus(Duration.ofDays(1)));
            assertThat(new PeriodicSchedule(Duration.ofDays(1)).nextAfter(vmId, NOON, HOURS))
                    .isEqualTo(tonight);
        }
    }

    @ParameterizedTest
    @CsvSource({"P1D, 30", "P3D, 10", "P10D, 3"})
    void comeSeveralTimesInThirtyDaysWhateverTheInterval(Duration interval, long times) {
        PeriodicSchedule schedule = new PeriodicSchedule(interval);
        Instant last = NOON;
        long turns = 0;
        while (last.isBefore(NOON.plus(Duration.ofDays(31)))) {
            last = schedule.nextAfter("vm", last, HOURS).plus(Duration.ofMinutes(5));
            turns++;
        }

        assertThat(turns).isBetween(times, times + 2);
    }

    @Test
    void comeDailyUnderAssessmentModeAutomaticByPlatform() {
        Instant next = new PeriodicSchedule(Duration.ofDays(7)).daily().nextAfter("vm", NOON, HOURS);

        assertThat(next).isBefore(NOON.plus(Duration.ofDays(1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT23H", "P11D", "PT0S"})
    void areRefusedAnIntervalThatIsNoneOfThese(Duration interval) {
        assertThatThrownBy(() -> new PeriodicSchedule(interval))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("several in 30 days");
    }
}
