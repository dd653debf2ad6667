package dev.offpeak.orchestrator.planner;

import java.util.Collections;
import java.util.List;

/**
 * How one release is carried to one fleet.
 *
 * @param phases in order; empty for a fleet without a VM to patch
 * @param assignments one for each VM to patch, by phase, region, step, batch and VM id; made as they are asked for
 * @param spread where rule O5's share could not be kept, and why
 * @param forecast when it will be through
 */
public record RolloutPlan(
        List<PhasePlan> phases, List<Assignment> assignments, List<SpreadException> spread, Forecast forecast) {
    public RolloutPlan {
        phases = List.copyOf(phases);
        assignments = Collections.unmodifiableList(assignments);
        spread = List.copyOf(spread);
    }
}
