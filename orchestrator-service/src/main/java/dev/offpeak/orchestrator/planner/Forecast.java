package dev.offpeak.orchestrator.planner;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * When a plan will be through, as far as can be known before it starts.
 *
 * @param phases one for each phase of the plan, in order
 * @param deadline of the release
 * @param likelyEnd of the last phase; Instant.MAX when a lane never ends
 * @param margin from the likely end to the deadline: how close it is; negative when the deadline is missed
 * @param holds whether the likely end is not after the deadline
 * @param toBlame the lane whose length decides, present exactly when the deadline does not hold
 */
public record Forecast(
        List<PhaseForecast> phases,
        Instant deadline,
        Instant likelyEnd,
        Duration margin,
        boolean holds,
        Optional<Blame> toBlame) {
    public Forecast {
        phases = List.copyOf(phases);
    }

    /**
     * One phase.
     *
     * @param phase its number
     * @param earliestStart when every phase before it succeeds at the first try
     * @param startsAt when every phase before it takes its likely time
     * @param earliestEnd when everything before and in it succeeds at the first try
     * @param likelyEnd with a night for retries in this phase and in each before it
     * @param longestLane the region that takes longest
     * @param lanes one for each of its regions, by name
     */
    public record PhaseForecast(
            int phase,
            Instant earliestStart,
            Instant startsAt,
            Instant earliestEnd,
            Instant likelyEnd,
            String longestLane,
            List<LaneForecast> lanes) {
        public PhaseForecast {
            lanes = List.copyOf(lanes);
        }
    }

    /**
     * One region of a phase.
     *
     * @param region normalised name
     * @param batches how many come one after the other
     * @param batchesANight how many of them go into one night; 0 when its windows are too short for any
     * @param earliestEnd when everything before and in it succeeds at the first try
     * @param likelyEnd with a night for retries in every phase before it, and one in this
     * @param slack how much later it might end without its phase ending later
     */
    public record LaneForecast(
            String region, int batches, int batchesANight, Instant earliestEnd, Instant likelyEnd, Duration slack) {}

    /**
     * Why the deadline does not hold.
     *
     * @param phase the longest phase
     * @param region its longest lane
     * @param nights how many nights that lane takes; {@link Integer#MAX_VALUE} when it never ends
     * @param missedBy how long after the deadline the likely end is; empty when there is none
     * @param why a sentence
     */
    public record Blame(int phase, String region, int nights, Optional<Duration> missedBy, String why) {}
}
