package dev.offpeak.orchestrator.planner;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * When a plan will be through, as far as can be known before it starts.
 *
 * @param phases one for each phase of the plan, in order
 * @param deadline of the release
 * @param holds whether the likely end is not after the deadline
 * @param toBlame the lane whose length decides, present exactly when the deadline does not hold
 */
public record Forecast(List<PhaseForecast> phases, Instant deadline, boolean holds, Optional<Blame> toBlame) {
    public Forecast {
        phases = List.copyOf(phases);
    }

    /**
     * One phase.
     *
     * @param phase its number
     * @param startsAt when every phase before it takes its likely time
     * @param earliestEnd when everything before and in it succeeds at the first try
     * @param likelyEnd with a night for retries in this phase and in each before it
     * @param longestLane the region that takes longest
     */
    public record PhaseForecast(
            int phase, Instant startsAt, Instant earliestEnd, Instant likelyEnd, String longestLane) {}

    /**
     * Why the deadline does not hold.
     *
     * @param phase the longest phase
     * @param region its longest lane
     * @param nights how many nights that lane takes
     * @param why a sentence
     */
    public record Blame(int phase, String region, int nights, String why) {}
}
