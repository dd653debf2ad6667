package dev.offpeak.orchestrator.api;

import dev.offpeak.orchestrator.conductor.Previews.Preview;
import dev.offpeak.orchestrator.domain.PhaseState;
import dev.offpeak.orchestrator.domain.Policy;
import dev.offpeak.orchestrator.domain.VmProgress;
import dev.offpeak.orchestrator.planner.Forecast;
import dev.offpeak.orchestrator.planner.SpreadException;
import dev.offpeak.orchestrator.store.PlanRows;
import dev.offpeak.orchestrator.store.Release;
import dev.offpeak.orchestrator.store.Tally;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What would come of a release, for the fleet as it is now (rule U6). Instants are platform time.
 *
 * @param at when the fleet was looked at
 * @param startsAt when the first phase might start
 * @param vms how many VMs it would patch
 * @param phases the plan, each phase and region with its own forecast
 * @param forecast of the whole: likely end, margin to the deadline, and the lane to blame where that does not hold
 * @param spread where more than the policy's share of a subscription would be in flight at once, and why (rule O5)
 */
@RegisterForReflection
public record PreviewView(
        Instant at,
        Instant startsAt,
        Instant deadline,
        long seed,
        Policy policy,
        int vms,
        List<PhaseView> phases,
        Forecast forecast,
        List<SpreadException> spread) {
    static PreviewView of(Release release, Preview preview) {
        Forecast forecast = preview.plan().forecast();
        return new PreviewView(
                preview.at(),
                preview.startsAt(),
                release.deadline(),
                release.seed(),
                release.policy(),
                preview.vms(),
                PhaseView.of(rows(preview), Optional.of(forecast), tallies(preview)),
                forecast,
                preview.plan().spread());
    }

    /** The plan as it would be stored: all of it waiting. */
    private static PlanRows rows(Preview preview) {
        return new PlanRows(preview.plan().phases().stream()
                .map(phase -> new PlanRows.Phase(
                        phase.number(),
                        phase.ring(),
                        PhaseState.WAITING,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        phase.lanes().stream()
                                .map(lane -> new PlanRows.Lane(lane.region(), PhaseState.WAITING, 0, 0, lane.steps()))
                                .toList()))
                .toList());
    }

    private static List<Tally> tallies(Preview preview) {
        return preview.plan().phases().stream()
                .flatMap(phase -> phase.lanes().stream().flatMap(lane -> lane.steps().stream()
                        .map(step -> new Tally(
                                phase.number(), lane.region(), step.number(), 1, VmProgress.WAITING, step.vms(), 0))))
                .toList();
    }
}
