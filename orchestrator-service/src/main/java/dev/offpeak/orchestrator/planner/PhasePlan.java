package dev.offpeak.orchestrator.planner;

import java.util.List;

/**
 * Regions that may be worked on at the same time; never both halves of a pair.
 *
 * @param number from 1
 * @param lanes by region name, at least one
 */
public record PhasePlan(int number, List<LanePlan> lanes) {
    public PhasePlan {
        lanes = List.copyOf(lanes);
    }

    /** How many VMs. */
    public int vms() {
        return lanes.stream().mapToInt(LanePlan::vms).sum();
    }
}
