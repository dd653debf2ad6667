package dev.offpeak.orchestrator.api;

import dev.offpeak.orchestrator.domain.Baseline;
import dev.offpeak.orchestrator.domain.Halt;
import dev.offpeak.orchestrator.domain.HoldReason;
import dev.offpeak.orchestrator.domain.Policy;
import dev.offpeak.orchestrator.domain.WithdrawnPatch;
import dev.offpeak.orchestrator.planner.Forecast;
import dev.offpeak.orchestrator.planner.SpreadException;
import dev.offpeak.orchestrator.store.Rollout;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One rollout. Instants are platform time.
 *
 * @param id a GUID
 * @param release name of what it carries
 * @param state AwaitingApproval, Planned, InProgress, Paused, Halted, Completed, CompletedWithWarnings or Canceled
 * @param plannedAt when the plan was written; left out before
 * @param vms how many VMs are in each state, and in all
 * @param held how many VMs are held, by reason
 * @param phases the plan and how far it is; left out of lists
 * @param forecast of the plan when it was written
 * @param outlook how the deadline looks now; left out of lists, before there is a plan, and after the end
 * @param spread where more than the policy's share of a subscription is in flight at once, and why (rule O5)
 * @param baseline what the first tries of earlier releases came to: what this one's failures are weighed against (rule O9)
 * @param halt the latest one: which gates closed, why, where VMs failed, on what, and the patches that the failed ones share
 * @param withdrawn patches that it goes on without
 */
@RegisterForReflection
public record RolloutView(
        String id,
        String release,
        String state,
        long version,
        Instant publishedAt,
        Instant maxPatchPublishDate,
        Instant deadline,
        Instant createdAt,
        Optional<Instant> plannedAt,
        Optional<Instant> endedAt,
        Policy policy,
        Map<String, Integer> vms,
        Map<String, Integer> held,
        Optional<List<PhaseView>> phases,
        Optional<Forecast> forecast,
        Optional<OutlookView> outlook,
        List<SpreadException> spread,
        Baseline baseline,
        Optional<Halt> halt,
        List<WithdrawnPatch> withdrawn) {

    static RolloutView of(
            Rollout rollout,
            Map<String, Integer> vms,
            Map<HoldReason, Integer> held,
            Optional<List<PhaseView>> phases,
            Optional<OutlookView> outlook,
            Present present) {
        Map<String, Integer> shown = new TreeMap<>();
        held.forEach((reason, count) ->
                shown.merge(ShownHold.of(reason, rollout, present).toString(), count, Integer::sum));
        return new RolloutView(
                rollout.id(),
                rollout.releaseName(),
                rollout.state().toString(),
                rollout.version(),
                rollout.publishedAt(),
                rollout.maxPatchPublishDate(),
                rollout.deadline(),
                rollout.createdAt(),
                rollout.plannedAt(),
                rollout.endedAt(),
                rollout.policy(),
                vms,
                shown,
                phases,
                rollout.forecast(),
                outlook,
                rollout.spread(),
                rollout.baseline(),
                rollout.halt(),
                rollout.withdrawn());
    }
}
