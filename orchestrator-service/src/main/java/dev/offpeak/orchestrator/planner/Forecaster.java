package dev.offpeak.orchestrator.planner;

import dev.offpeak.orchestrator.domain.Policy;
import dev.offpeak.orchestrator.domain.Ring;
import dev.offpeak.orchestrator.planner.Forecast.Blame;
import dev.offpeak.orchestrator.planner.Forecast.LaneForecast;
import dev.offpeak.orchestrator.planner.Forecast.PhaseForecast;
import dev.offpeak.time.OffPeakHours;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Adds up the longest path of a plan. Earliest: every phase begins when the one before ends, but not before the bake time after
 * its start. Likely: with a night for retries in every phase, the room that stragglers whose pair is being worked on need.
 */
final class Forecaster {
    private static final Duration RETRY_NIGHT = Duration.ofDays(1);

    private final Policy policy;
    private final Map<LaneKey, List<Set<OffPeakHours>>> batches;

    /**
     * A region's part of a ring.
     *
     * @param region normalised name
     */
    record LaneKey(Ring ring, String region) {}

    /**
     * @param batches for each lane the off-peak hours of each of its batches, in their order
     */
    Forecaster(Policy policy, Map<LaneKey, List<Set<OffPeakHours>>> batches) {
        this.policy = policy;
        this.batches = batches;
    }

    Forecast forecast(List<PhasePlan> phases, Instant start, Instant deadline) {
        List<PhaseForecast> forecasts = new ArrayList<>();
        Optional<Blame> longest = Optional.empty();
        Instant earliest = start;
        Instant likely = start;
        for (PhasePlan phase : phases) {
            PhaseForecast forecast = forecast(phase, earliest, likely);
            forecasts.add(forecast);
            Blame blame = blame(phase, forecast, likely);
            if (longest.isEmpty() || blame.nights() > longest.get().nights()) {
                longest = Optional.of(blame);
            }
            earliest = max(forecast.earliestEnd(), later(earliest, policy.bakeTime()));
            likely = max(forecast.likelyEnd(), later(likely, policy.bakeTime()));
        }
        Instant end = forecasts.isEmpty()
                ? start
                : forecasts.get(forecasts.size() - 1).likelyEnd();
        boolean holds = forecasts.isEmpty() || !end.isAfter(deadline);
        Optional<Duration> missedBy =
                end.equals(Instant.MAX) ? Optional.empty() : Optional.of(Duration.between(deadline, end));
        return new Forecast(
                forecasts,
                deadline,
                end,
                Duration.between(end, deadline),
                holds,
                holds ? Optional.empty() : longest.map(blame -> late(blame, missedBy)));
    }

    private PhaseForecast forecast(PhasePlan phase, Instant earliest, Instant likely) {
        Instant earliestEnd = earliest;
        Instant likelyEnd = likely;
        String longest = phase.lanes().get(0).region();
        List<Instant> earliestEnds = new ArrayList<>();
        List<Instant> likelyEnds = new ArrayList<>();
        for (LanePlan lane : phase.lanes()) {
            List<Set<OffPeakHours>> ofLane = batchesOf(phase, lane);
            earliestEnds.add(end(ofLane, earliest));
            likelyEnds.add(later(end(ofLane, likely), RETRY_NIGHT));
            earliestEnd = max(earliestEnd, earliestEnds.get(earliestEnds.size() - 1));
            if (likelyEnds.get(likelyEnds.size() - 1).isAfter(likelyEnd)) {
                likelyEnd = likelyEnds.get(likelyEnds.size() - 1);
                longest = lane.region();
            }
        }
        List<LaneForecast> lanes = new ArrayList<>();
        for (int i = 0; i < phase.lanes().size(); i++) {
            LanePlan lane = phase.lanes().get(i);
            lanes.add(new LaneForecast(
                    lane.region(),
                    lane.batches(),
                    aNight(batchesOf(phase, lane), likely),
                    earliestEnds.get(i),
                    likelyEnds.get(i),
                    Duration.between(likelyEnds.get(i), likelyEnd)));
        }
        return new PhaseForecast(phase.number(), earliest, likely, earliestEnd, likelyEnd, longest, lanes);
    }

    private int aNight(List<Set<OffPeakHours>> ofLane, Instant from) {
        return nights(ofLane, from)
                .map(nights -> (ofLane.size() + nights - 1) / nights)
                .orElse(0);
    }

    private Blame blame(PhasePlan phase, PhaseForecast forecast, Instant from) {
        LanePlan lane = phase.lanes().stream()
                .filter(planned -> planned.region().equals(forecast.longestLane()))
                .findFirst()
                .orElseThrow();
        Optional<Integer> nights = nights(batchesOf(phase, lane), from);
        String why = nights.map(number -> "Region " + lane.region() + " in phase " + phase.number() + " has "
                        + lane.batches() + " batches one after the other, which take " + number + " nights.")
                .orElse("No off-peak window of some VM in " + lane.region() + " is as long as the install budget of "
                        + policy.installBudget() + ".");
        return new Blame(phase.number(), lane.region(), nights.orElse(Integer.MAX_VALUE), Optional.empty(), why);
    }

    private static Blame late(Blame blame, Optional<Duration> missedBy) {
        return new Blame(blame.phase(), blame.region(), blame.nights(), missedBy, blame.why());
    }

    private List<Set<OffPeakHours>> batchesOf(PhasePlan phase, LanePlan lane) {
        return batches.get(new LaneKey(phase.ring(), lane.region()));
    }

    private Optional<Integer> nights(List<Set<OffPeakHours>> ofLane, Instant from) {
        // A phase that never begins is counted from any night: what is wrong with the lane is wrong in every one.
        return Nights.nightsFor(ofLane, from.equals(Instant.MAX) ? Instant.EPOCH : from, policy);
    }

    private Instant end(List<Set<OffPeakHours>> ofLane, Instant from) {
        return from.equals(Instant.MAX) ? Instant.MAX : Nights.endOf(ofLane, from, policy);
    }

    private static Instant later(Instant instant, Duration by) {
        return instant.equals(Instant.MAX) ? instant : instant.plus(by);
    }

    private static Instant max(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}
