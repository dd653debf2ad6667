package dev.offpeak.orchestrator.planner;

import java.util.List;

/**
 * One region's part of a phase.
 *
 * @param region normalised name
 * @param steps in the order of their turns, at least one
 */
public record LanePlan(String region, List<StepPlan> steps) {
    public LanePlan {
        steps = List.copyOf(steps);
    }

    /** How many batches come one after the other. */
    public int batches() {
        return steps.stream().mapToInt(StepPlan::batches).sum();
    }

    /** How many VMs. */
    public int vms() {
        return steps.stream().mapToInt(StepPlan::vms).sum();
    }
}
