package dev.offpeak.orchestrator.planner;

import dev.offpeak.orchestrator.domain.Policy;
import dev.offpeak.orchestrator.domain.RolloutState;
import dev.offpeak.orchestrator.domain.SubscriptionRegion;
import dev.offpeak.regions.RegionCatalog;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All that decides what one rollout does next.
 *
 * @param at platform time
 * @param state of the rollout
 * @param deadline platform time
 * @param policy of the rollout
 * @param phases all of them, in order
 * @param candidates VMs that want an order, in any order; those whose slot has not come may be left out
 * @param inFlight every order in flight, over all rollouts and on demand
 * @param unhealthySets availability sets held because a VM did not come back healthy (rule O7), each with the ids of those VMs
 * @param outsideSets how many VMs outside sets each subscription has in each region, in every patch mode; may be left out where
 *     no candidate is
 * @param regions for the pairs
 * @param background what it knows beside the rollout
 */
public record DispatchSnapshot(
        Instant at,
        RolloutState state,
        Instant deadline,
        Policy policy,
        List<PhaseView> phases,
        List<Candidate> candidates,
        List<InFlight> inFlight,
        Map<String, Set<String>> unhealthySets,
        Map<SubscriptionRegion, Integer> outsideSets,
        RegionCatalog regions,
        Background background) {
    public DispatchSnapshot {
        phases = List.copyOf(phases);
        candidates = List.copyOf(candidates);
        inFlight = List.copyOf(inFlight);
        unhealthySets = Map.copyOf(unhealthySets);
        outsideSets = Map.copyOf(outsideSets);
    }
}
