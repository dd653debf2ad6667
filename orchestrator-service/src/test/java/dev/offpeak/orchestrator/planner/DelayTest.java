package dev.offpeak.orchestrator.planner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.orchestrator.domain.Policy;
import dev.offpeak.orchestrator.planner.Forecast.PhaseForecast;
import dev.offpeak.rules.Rule;
import dev.offpeak.time.Interval;
import dev.offpeak.time.OffPeakHours;
import dev.offpeak.time.OffPeakWindow;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Two phases: the first is to take the first day, two with retries; the second follows. */
class DelayTest {
    private static final Instant START = Instant.parse("2026-11-10T18:00:00Z");
    private static final Forecast FORECAST = new Forecast(
            List.of(phase(1, 0, 0, 1, 2), phase(2, 1, 2, 2, 4)),
            day(30),
            day(4),
            Duration.ofDays(26),
            true,
            Optional.empty());

    @Test
    @Rule("U2")
    @DisplayName("U2: a rollout that runs as forecast is not late")
    void nothingIsLateAsForecast() {
        assertThat(delay(1, Map.of(), Set.of(), START)).isEqualTo(Delay.NONE);
        assertThat(delay(2, Map.of(1, START), Set.of(), day(1))).isEqualTo(Delay.NONE);
    }

    @Test
    @Rule("U2")
    @DisplayName("U2: what has not started is as late as the first phase would be now")
    void whatHasNotStartedIsLate() {
        assertThat(delay(2, Map.of(), Set.of(), day(3))).isEqualTo(new Delay(Duration.ofDays(3), Duration.ofDays(3)));
    }

    @Test
    @Rule("U2")
    @DisplayName("U2: a phase that overruns its end makes the next one later, one that is through does not")
    void overrunsAreHandedOn() {
        assertThat(delay(2, Map.of(1, START), Set.of(), day(5)))
                .isEqualTo(new Delay(Duration.ofDays(4), Duration.ofDays(3)));
        assertThat(delay(2, Map.of(1, START), Set.of(1), day(5))).isEqualTo(Delay.NONE);
    }

    @Test
    @Rule("U2")
    @DisplayName("U2: a phase that has started is as late as it started, or as early")
    void startedPhasesAreKnown() {
        assertThat(delay(2, Map.of(1, START, 2, day(1)), Set.of(1), day(3)))
                .isEqualTo(new Delay(Duration.ZERO, Duration.ofDays(-1)));
    }

    @Test
    @Rule("U2")
    @DisplayName("U2: a VM's nights move with the delay, and are never past")
    void nightsMoveWithTheDelay() {
        OffPeakHours hours = new OffPeakHours(OffPeakWindow.DEFAULT, ZoneOffset.UTC);
        VmForecast planned = new VmForecast(hours.nextAfter(START), hours.nextAfter(day(1)));

        VmForecast late =
                planned.seenAt(START, new Delay(Duration.ofDays(2), Duration.ofDays(3)), hours, Policy.DEFAULT);
        VmForecast past = planned.seenAt(day(9), Delay.NONE, hours, Policy.DEFAULT);

        assertThat(late).isEqualTo(new VmForecast(hours.nextAfter(day(2)), hours.nextAfter(day(4))));
        Interval next = hours.nextAfter(day(9));
        assertThat(past).isEqualTo(new VmForecast(next, next));
    }

    private static Delay delay(int phase, Map<Integer, Instant> startedAt, Set<Integer> over, Instant now) {
        return Delay.of(phase, FORECAST, startedAt, over, now);
    }

    private static PhaseForecast phase(int number, int earliestStart, int likelyStart, int earliestEnd, int likelyEnd) {
        return new PhaseForecast(
                number, day(earliestStart), day(likelyStart), day(earliestEnd), day(likelyEnd), "uksouth", List.of());
    }

    private static Instant day(int number) {
        return START.plus(Duration.ofDays(number));
    }
}
