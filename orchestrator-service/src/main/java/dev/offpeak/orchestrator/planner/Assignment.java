package dev.offpeak.orchestrator.planner;

import dev.offpeak.orchestrator.domain.VmId;

/**
 * A VM's slot in a rollout. All numbers count from 1.
 *
 * @param vm the VM
 * @param phase number of the phase
 * @param region the lane
 * @param step number of the zone's turn in the lane
 * @param zone {@code "1"} to {@code "3"}, or {@code "-"}
 * @param batch number of the batch in the step
 */
public record Assignment(VmId vm, int phase, String region, int step, String zone, int batch) {}
