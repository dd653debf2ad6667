package dev.offpeak.orchestrator.domain;

import java.util.Map;
import java.util.Set;

/** Where a rollout can be. */
public enum RolloutState {
    /** Its policy asks for an approval: it is planned, and nothing begins before somebody approves it (rule U6). */
    AWAITING_APPROVAL("AwaitingApproval"),
    /** The plan stands; nothing was ordered yet. */
    PLANNED("Planned"),
    IN_PROGRESS("InProgress"),
    /** By an operator. */
    PAUSED("Paused"),
    /** By a closed gate, with its evidence. */
    HALTED("Halted"),
    /** Every VM of the plan succeeded. */
    COMPLETED("Completed"),
    /** The deadline came while VMs were left; they join the next release (rule I6). */
    COMPLETED_WITH_WARNINGS("CompletedWithWarnings"),
    CANCELED("Canceled");

    private static final Map<RolloutState, Set<RolloutState>> NEXT = Map.of(
            AWAITING_APPROVAL, Set.of(PLANNED, COMPLETED, COMPLETED_WITH_WARNINGS, CANCELED),
            PLANNED, Set.of(IN_PROGRESS, PAUSED, COMPLETED, COMPLETED_WITH_WARNINGS, CANCELED),
            IN_PROGRESS, Set.of(PAUSED, HALTED, COMPLETED, COMPLETED_WITH_WARNINGS, CANCELED),
            PAUSED, Set.of(IN_PROGRESS, COMPLETED, COMPLETED_WITH_WARNINGS, CANCELED),
            HALTED, Set.of(IN_PROGRESS, COMPLETED, COMPLETED_WITH_WARNINGS, CANCELED));

    private final String wireName;

    RolloutState(String wireName) {
        this.wireName = wireName;
    }

    public boolean isTerminal() {
        return !NEXT.containsKey(this);
    }

    public boolean mayBecome(RolloutState next) {
        return NEXT.getOrDefault(this, Set.of()).contains(next);
    }

    /**
     * The next state.
     *
     * @throws IllegalTransition when this one does not lead there
     */
    public RolloutState become(RolloutState next) {
        if (!mayBecome(next)) {
            throw new IllegalTransition("A rollout", this, next);
        }
        return next;
    }

    /** Where a rollout of that policy begins. */
    public static RolloutState first(Policy policy) {
        return policy.approval() ? AWAITING_APPROVAL : PLANNED;
    }

    /** Whether orders may be given. */
    public boolean dispatches() {
        return this == IN_PROGRESS;
    }

    /** The spelling on the wire. */
    @Override
    public String toString() {
        return wireName;
    }
}
