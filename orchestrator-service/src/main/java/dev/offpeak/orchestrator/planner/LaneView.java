package dev.offpeak.orchestrator.planner;

import dev.offpeak.orchestrator.domain.GateCounts;
import dev.offpeak.orchestrator.domain.PhaseState;
import java.util.List;

/**
 * How far a lane is.
 *
 * @param region normalised name
 * @param state where it stands
 * @param steps as planned
 * @param step number of the open step; 0 while waiting
 * @param batch number of the open batch in it; 0 while waiting
 * @param batchCounts of the open batch; NONE while waiting
 * @param laneCounts of all VMs of the lane
 */
public record LaneView(
        String region,
        PhaseState state,
        List<StepPlan> steps,
        int step,
        int batch,
        GateCounts batchCounts,
        GateCounts laneCounts) {
    public LaneView {
        steps = List.copyOf(steps);
    }

    /** Whether that slot's turn has come, or is past. */
    boolean hasReached(int slotStep, int slotBatch) {
        return hasReached(state, step, batch, slotStep, slotBatch);
    }

    /** The same of a lane that is at that step and batch. */
    public static boolean hasReached(PhaseState state, int step, int batch, int slotStep, int slotBatch) {
        return state == PhaseState.COMPLETED
                || state == PhaseState.IN_PROGRESS && (slotStep < step || slotStep == step && slotBatch <= batch);
    }

    /** Whether it is that slot's turn now. */
    boolean isOpen(int slotStep, int slotBatch) {
        return state == PhaseState.IN_PROGRESS && slotStep == step && slotBatch == batch;
    }
}
