package dev.offpeak.orchestrator.api;

import dev.offpeak.orchestrator.domain.HoldReason;
import dev.offpeak.orchestrator.domain.RolloutState;
import dev.offpeak.orchestrator.store.Rollout;

/**
 * The reason to show. What keeps everything or the whole rollout standing outranks what was last said of a VM, but not what is the VM's own: a
 * VM that is powered off would not be patched either if the rollout went on.
 */
final class ShownHold {
    private ShownHold() {}

    static HoldReason of(HoldReason stored, Rollout rollout, Present present) {
        if (stored.holdsNobodyUp()) {
            return stored;
        }
        boolean late = !present.at().isBefore(rollout.deadline());
        if (rollout.state().isTerminal()) {
            return rollout.state() == RolloutState.COMPLETED_WITH_WARNINGS
                    ? HoldReason.DEADLINE_PASSED
                    : HoldReason.ROLLOUT_ENDED;
        }
        if (late) {
            return HoldReason.DEADLINE_PASSED;
        }
        if (present.stopped()) {
            return HoldReason.PLATFORM_STOPPED;
        }
        if (rollout.state() == RolloutState.AWAITING_APPROVAL) {
            return HoldReason.AWAITING_APPROVAL;
        }
        if (rollout.state() == RolloutState.PAUSED) {
            return HoldReason.ROLLOUT_PAUSED;
        }
        return rollout.state() == RolloutState.HALTED ? HoldReason.GATE_CLOSED : stored;
    }
}
