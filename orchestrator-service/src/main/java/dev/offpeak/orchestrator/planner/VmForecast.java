package dev.offpeak.orchestrator.planner;

import dev.offpeak.orchestrator.domain.Policy;
import dev.offpeak.orchestrator.planner.Forecast.LaneForecast;
import dev.offpeak.orchestrator.planner.Forecast.PhaseForecast;
import dev.offpeak.time.Interval;
import dev.offpeak.time.OffPeakHours;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * In which night a VM's turn comes, on its own clock (rule U2).
 *
 * @param earliest when everything before it succeeds at the first try
 * @param likely when every phase before it takes its likely time
 */
public record VmForecast(Interval earliest, Interval likely) {
    /**
     * The nights of a slot; empty when the VM's windows are too short for the install budget, or the forecast does not know the
     * lane, because it joined later.
     *
     * @param phases of the plan that the forecast is for
     */
    public static Optional<VmForecast> of(
            Assignment slot, OffPeakHours hours, List<PhasePlan> phases, Forecast forecast, Policy policy) {
        for (PhaseForecast phase : forecast.phases()) {
            for (LaneForecast lane : phase.lanes()) {
                if (phase.phase() == slot.phase() && lane.region().equals(slot.region()) && lane.batchesANight() > 0) {
                    int nightsBefore = batchesBefore(slot, phases) / lane.batchesANight();
                    return window(hours, phase.earliestStart(), nightsBefore, policy)
                            .flatMap(earliest -> window(hours, phase.startsAt(), nightsBefore, policy)
                                    .map(likely -> new VmForecast(earliest, likely)));
                }
            }
        }
        return Optional.empty();
    }

    /**
     * The nights as they look now: so much later, and none that is past.
     *
     * @param now platform time
     * @param delay of the VM's phase
     * @param hours its off-peak hours
     */
    public VmForecast seenAt(Instant now, Delay delay, OffPeakHours hours, Policy policy) {
        return new VmForecast(
                moved(earliest, delay.ofEarliest(), now, hours, policy),
                moved(likely, delay.ofLikely(), now, hours, policy));
    }

    private static Interval moved(Interval night, Duration by, Instant now, OffPeakHours hours, Policy policy) {
        Instant from = night.start().plus(by);
        return Nights.usable(hours, from.isAfter(now) ? from : now, policy).orElse(night);
    }

    private static int batchesBefore(Assignment slot, List<PhasePlan> phases) {
        return slot.batch()
                - 1
                + phases.get(slot.phase() - 1).lanes().stream()
                        .filter(lane -> lane.region().equals(slot.region()))
                        .flatMap(lane -> lane.steps().stream())
                        .filter(step -> step.number() < slot.step())
                        .mapToInt(StepPlan::batches)
                        .sum();
    }

    /** The usable window after that many others. */
    private static Optional<Interval> window(OffPeakHours hours, Instant from, int others, Policy policy) {
        if (from.equals(Instant.MAX)) {
            return Optional.empty();
        }
        Optional<Interval> window = Nights.usable(hours, from, policy);
        for (int i = 0; i < others && window.isPresent(); i++) {
            window = Nights.usable(hours, window.get().end(), policy);
        }
        return window;
    }
}
