package dev.offpeak.orchestrator.planner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.orchestrator.planner.Forecast.PhaseForecast;
import dev.offpeak.rules.Rule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Two phases that are likely to take two days each, and a deadline after ten. */
class OutlookTest {
    private static final Instant START = Instant.parse("2026-11-10T18:00:00Z");
    private static final Forecast FORECAST = forecast(day(4));

    @Test
    @Rule("O8")
    @DisplayName("O8: a rollout that runs as forecast ends as forecast")
    void asForecast() {
        assertThat(Outlook.of(FORECAST, Map.of(1, START), Set.of(), day(1)))
                .isEqualTo(new Outlook(day(4), Duration.ofDays(6), true));
    }

    @Test
    @Rule("O8")
    @DisplayName(
            "O8: a phase whose gate stays closed puts the deadline at risk as soon as what follows has no time left")
    void aClosedGateEatsTheMargin() {
        assertThat(Outlook.of(FORECAST, Map.of(1, START), Set.of(), day(8)).holds())
                .isTrue();

        Outlook late = Outlook.of(FORECAST, Map.of(1, START), Set.of(), day(9));

        assertThat(late).isEqualTo(new Outlook(day(11), Duration.ofDays(-1), false));
    }

    @Test
    @Rule("O8")
    @DisplayName("O8: a rollout that does not begin puts the deadline at risk, too")
    void waitingForSomebodyEatsTheMargin() {
        assertThat(Outlook.of(FORECAST, Map.of(), Set.of(), day(7)).holds()).isFalse();
    }

    @Test
    @Rule("O8")
    @DisplayName("O8: phases that were quicker make up for what was lost")
    void timeIsMadeUp() {
        assertThat(Outlook.of(FORECAST, Map.of(1, START, 2, day(1)), Set.of(1), day(2))
                        .likelyEnd())
                .isEqualTo(day(3));
    }

    @Test
    @Rule("O8")
    @DisplayName("O8: what is under way ends now at the soonest")
    void nothingEndsInThePast() {
        Outlook outlook = Outlook.of(FORECAST, Map.of(1, START, 2, day(2)), Set.of(1), day(9));

        assertThat(outlook).isEqualTo(new Outlook(day(9), Duration.ofDays(1), true));
    }

    @Test
    @Rule("O8")
    @DisplayName("O8: a plan that never ends never holds, one without a phase holds until its deadline")
    void theEnds() {
        assertThat(Outlook.of(forecast(Instant.MAX), Map.of(), Set.of(), START).holds())
                .isFalse();
        Forecast empty = new Forecast(List.of(), day(10), START, Duration.ofDays(10), true, Optional.empty());
        assertThat(Outlook.of(empty, Map.of(), Set.of(), day(10)).holds()).isTrue();
        assertThat(Outlook.of(empty, Map.of(), Set.of(), day(11)).holds()).isFalse();
    }

    private static Forecast forecast(Instant end) {
        return new Forecast(
                List.of(phase(1, 0, START, day(2)), phase(2, 1, day(2), end)),
                day(10),
                end,
                Duration.between(end, day(10)),
                !end.isAfter(day(10)),
                Optional.empty());
    }

    private static PhaseForecast phase(int number, int earliestStart, Instant likelyStart, Instant likelyEnd) {
        return new PhaseForecast(
                number, day(earliestStart), likelyStart, day(earliestStart + 1), likelyEnd, "uksouth", List.of());
    }

    private static Instant day(int number) {
        return START.plus(Duration.ofDays(number));
    }
}
