package dev.offpeak.orchestrator.store;

import dev.offpeak.orchestrator.domain.HoldReason;
import dev.offpeak.orchestrator.domain.VmProgress;
import java.util.Optional;

/**
 * Which VMs of a rollout to show; what is empty filters nothing.
 *
 * @param region normalised name
 * @param after id of the last VM seen
 * @param limit how many at most
 */
public record VmFilter(
        Optional<VmProgress> state,
        Optional<String> region,
        Optional<HoldReason> hold,
        Optional<String> vmId,
        Optional<String> after,
        int limit) {}
