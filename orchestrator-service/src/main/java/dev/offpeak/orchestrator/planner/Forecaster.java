package dev.offpeak.orchestrator.planner;

import dev.offpeak.orchestrator.domain.Policy;
import dev.offpeak.time.OffPeakHours;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Adds up the longest path of a plan. Earliest: every phase begins when the one before ends, but not before the bake time after
 * its start. Likely: with a night for retries in every phase, the room that stragglers whose pair is being worked on need.
 */
final class Forecaster {
    private static final Duration RETRY_NIGHT = Duration.ofDays(1);

    private final Policy policy;
    private final Map<String, OffPeakHours> hours;

    /**
     * @param hours the off-peak hours that most VMs of a region have
     */
    Forecaster(Policy policy, Map<String, OffPeakHours> hours) {
        this.policy = policy;
        this.hours = hours;
    }

    Forecast forecast(List<PhasePlan> phases, Instant start, Instant deadline) {
        List<Forecast.PhaseForecast> forecasts = new ArrayList<>();
        Instant earliest = start;
        Instant likely = start;
        Optional<Forecast.Blame> longest = Optional.empty();
        for (PhasePlan phase : phases) {
            LanePlan lane = longestLane(phase, likely);
            Instant earliestEnd = end(phase, earliest);
            Instant likelyEnd = later(end(phase, likely), RETRY_NIGHT);
            forecasts.add(new Forecast.PhaseForecast(phase.number(), likely, earliestEnd, likelyEnd, lane.region()));
            Forecast.Blame blame = blame(phase, lane);
            if (longest.isEmpty() || blame.nights() > longest.get().nights()) {
                longest = Optional.of(blame);
            }
            earliest = max(earliestEnd, later(earliest, policy.bakeTime()));
            likely = max(likelyEnd, later(likely, policy.bakeTime()));
        }
        boolean holds = forecasts.isEmpty()
                || !forecasts.get(forecasts.size() - 1).likelyEnd().isAfter(deadline);
        return new Forecast(forecasts, deadline, holds, holds ? Optional.empty() : longest);
    }

    private Forecast.Blame blame(PhasePlan phase, LanePlan lane) {
        int nights = Nights.nightsFor(lane.batches(), window(lane.region()), policy);
        String why = nights == Integer.MAX_VALUE
                ? "No off-peak window of " + lane.region() + " is as long as the install budget of "
                        + policy.installBudget() + "."
                : "Region " + lane.region() + " in phase " + phase.number() + " has " + lane.batches()
                        + " batches one after the other, which take " + nights + " nights.";
        return new Forecast.Blame(phase.number(), lane.region(), nights, why);
    }

    private Duration window(String region) {
        // Any night will do to compare lanes; this one is without a change of clocks anywhere.
        return hours.get(region)
                .nextAfter(Instant.parse("2024-01-15T12:00:00Z"))
                .length();
    }

    private LanePlan longestLane(PhasePlan phase, Instant from) {
        LanePlan longest = phase.lanes().get(0);
        for (LanePlan lane : phase.lanes()) {
            if (end(lane, from).isAfter(end(longest, from))) {
                longest = lane;
            }
        }
        return longest;
    }

    private Instant end(PhasePlan phase, Instant from) {
        return phase.lanes().stream().map(lane -> end(lane, from)).reduce(from, Forecaster::max);
    }

    private Instant end(LanePlan lane, Instant from) {
        return from.equals(Instant.MAX)
                ? Instant.MAX
                : Nights.endOf(lane.batches(), from, hours.get(lane.region()), policy);
    }

    private static Instant later(Instant instant, Duration by) {
        return instant.equals(Instant.MAX) ? instant : instant.plus(by);
    }

    private static Instant max(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}
