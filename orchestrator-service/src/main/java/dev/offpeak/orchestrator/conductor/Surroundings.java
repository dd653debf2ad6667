package dev.offpeak.orchestrator.conductor;

import dev.offpeak.orchestrator.domain.SubscriptionRegion;
import dev.offpeak.orchestrator.planner.InFlight;
import dev.offpeak.orchestrator.planner.Waiter;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is around a rollout, whoever caused it.
 *
 * @param inFlight every order in flight
 * @param unhealthySets sets that are held, each with the VMs that did not come back healthy (rule O7)
 * @param outsideSets how many VMs outside sets each subscription has in each region (rule O5)
 * @param waiters VMs that wait in other rollouts
 */
record Surroundings(
        List<InFlight> inFlight,
        Map<String, Set<String>> unhealthySets,
        Map<SubscriptionRegion, Integer> outsideSets,
        List<Waiter> waiters) {}
