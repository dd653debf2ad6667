package dev.offpeak.orchestrator.planner;

import dev.offpeak.orchestrator.domain.Ring;
import java.util.List;

/**
 * Regions that may be worked on at the same time; never both halves of a pair.
 *
 * @param number from 1
 * @param ring whose VMs it is for: a region has a lane in a phase of each ring that it has VMs of (rule U3)
 * @param lanes by region name, at least one
 */
public record PhasePlan(int number, Ring ring, List<LanePlan> lanes) {
    public PhasePlan {
        lanes = List.copyOf(lanes);
    }

    /** How many VMs. */
    public int vms() {
        return lanes.stream().mapToInt(LanePlan::vms).sum();
    }
}
