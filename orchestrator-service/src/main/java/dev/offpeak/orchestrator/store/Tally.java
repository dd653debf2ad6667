package dev.offpeak.orchestrator.store;

import dev.offpeak.orchestrator.domain.VmProgress;

/**
 * How many VMs of one batch are that far. VMs that are gone count only while their order is in flight.
 *
 * @param phase number
 * @param region the lane
 * @param step number in the lane
 * @param batch number in the step
 * @param notEligible how many of those that wait were held, when that was last taken down, for a reason that holds nobody up
 */
public record Tally(int phase, String region, int step, int batch, VmProgress progress, int vms, int notEligible) {}
