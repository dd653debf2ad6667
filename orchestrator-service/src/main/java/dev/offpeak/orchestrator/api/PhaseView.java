package dev.offpeak.orchestrator.api;

import dev.offpeak.orchestrator.domain.ExternalWord;
import dev.offpeak.orchestrator.planner.Forecast;
import dev.offpeak.orchestrator.planner.Forecast.LaneForecast;
import dev.offpeak.orchestrator.planner.Forecast.PhaseForecast;
import dev.offpeak.orchestrator.store.PlanRows;
import dev.offpeak.orchestrator.store.Tally;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * One phase of a rollout. Instants are platform time.
 *
 * @param number from 1
 * @param ring whose VMs it is for: Early, Default or Late
 * @param state Waiting, InProgress or Completed
 * @param word what somebody said to its start; left out when nobody spoke (rule U6)
 * @param regions by name
 * @param vms how many VMs are in each state
 * @param forecast when the plan was made; left out for a phase that came to be later
 */
@RegisterForReflection
public record PhaseView(
        int number,
        String ring,
        String state,
        Optional<Instant> startedAt,
        Optional<Instant> endedAt,
        Optional<ExternalWord> word,
        List<RegionView> regions,
        Map<String, Integer> vms,
        Optional<Times> forecast) {

    /**
     * When a phase begins and ends.
     *
     * @param earliestStart when every phase before it succeeds at the first try
     * @param likelyStart when every phase before it takes its likely time
     * @param earliestEnd when everything before and in it succeeds at the first try
     * @param likelyEnd with a night for retries in this phase and in each before it
     * @param longestLane the region that takes longest
     */
    @RegisterForReflection
    public record Times(
            Instant earliestStart, Instant likelyStart, Instant earliestEnd, Instant likelyEnd, String longestLane) {
        private static Times of(PhaseForecast forecast) {
            return new Times(
                    forecast.earliestStart(),
                    forecast.startsAt(),
                    forecast.earliestEnd(),
                    forecast.likelyEnd(),
                    forecast.longestLane());
        }
    }

    /**
     * One region of it.
     *
     * @param step number of the open step; 0 before it starts
     * @param batch number of the open batch in it; 0 before it starts
     * @param steps in the order of their turns
     * @param forecast when the plan was made; left out for a region that came to be later
     */
    @RegisterForReflection
    public record RegionView(
            String region,
            String state,
            int step,
            int batch,
            List<StepView> steps,
            Map<String, Integer> vms,
            Optional<LaneForecast> forecast) {}

    /**
     * One zone's turn; {@code -} stands for the VMs that are in none.
     *
     * @param batches how many
     */
    @RegisterForReflection
    public record StepView(int number, String zone, int batches, Map<String, Integer> vms) {}

    static List<PhaseView> of(PlanRows plan, Optional<Forecast> forecast, List<Tally> tallies) {
        return plan.phases().stream()
                .map(phase -> of(
                        phase,
                        forecast.flatMap(whole -> whole.phases().stream()
                                .filter(part -> part.phase() == phase.number())
                                .findFirst()),
                        tallies))
                .toList();
    }

    private static PhaseView of(PlanRows.Phase phase, Optional<PhaseForecast> forecast, List<Tally> tallies) {
        return new PhaseView(
                phase.number(),
                phase.ring().toString(),
                phase.state().toString(),
                phase.startedAt(),
                phase.endedAt(),
                phase.word(),
                phase.lanes().stream()
                        .map(lane -> region(phase.number(), lane, forecast, tallies))
                        .toList(),
                count(tallies, tally -> tally.phase() == phase.number()),
                forecast.map(Times::of));
    }

    private static RegionView region(
            int phase, PlanRows.Lane lane, Optional<PhaseForecast> forecast, List<Tally> tallies) {
        Predicate<Tally> here =
                tally -> tally.phase() == phase && tally.region().equals(lane.region());
        return new RegionView(
                lane.region(),
                lane.state().toString(),
                lane.step(),
                lane.batch(),
                lane.steps().stream()
                        .map(step -> new StepView(
                                step.number(),
                                step.zone(),
                                step.batches(),
                                count(tallies, here.and(tally -> tally.step() == step.number()))))
                        .toList(),
                count(tallies, here),
                forecast.flatMap(part -> part.lanes().stream()
                        .filter(one -> one.region().equals(lane.region()))
                        .findFirst()));
    }

    /** How many VMs are in each state, and in all. */
    static Map<String, Integer> count(List<Tally> tallies, Predicate<Tally> where) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        counts.put("total", 0);
        for (Tally tally : tallies) {
            if (where.test(tally)) {
                counts.merge("total", tally.vms(), Integer::sum);
                counts.merge(tally.progress().toString(), tally.vms(), Integer::sum);
            }
        }
        return counts;
    }
}
