package dev.offpeak.orchestrator.planner;

import java.util.List;

/**
 * How one release is carried to one fleet.
 *
 * @param phases in order; empty for a fleet without a VM to patch
 * @param assignments one for each orchestrated VM, by phase, region, step, batch and VM id
 * @param forecast when it will be through
 */
public record RolloutPlan(List<PhasePlan> phases, List<Assignment> assignments, Forecast forecast) {
    public RolloutPlan {
        phases = List.copyOf(phases);
        assignments = List.copyOf(assignments);
    }
}
