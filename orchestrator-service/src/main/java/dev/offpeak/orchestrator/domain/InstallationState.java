package dev.offpeak.orchestrator.domain;

import java.util.Map;
import java.util.Set;

/**
 * Where one order can be. The VM's slot (pair, region, zone, set) is taken until a terminal state: until the terminal report
 * and the health verdict (rule O7).
 */
public enum InstallationState {
    /** Committed; the guest has not started. */
    ORDERED("Ordered"),
    /** The guest asked leave and started. */
    IN_PROGRESS("InProgress"),
    /** The guest ended; its health is being watched (rule O3). */
    VERIFYING("Verifying"),
    SUCCEEDED("Succeeded"),
    /** Healthy, nothing failed, but patches are left for the next window (rule I4). */
    COMPLETED_WITH_WARNINGS("CompletedWithWarnings"),
    /** The installation failed, or the VM did not prove healthy afterwards. */
    FAILED("Failed"),
    /** Compute's last check or the guest itself said no; nothing was begun. */
    REFUSED("Refused"),
    /** Withdrawn before the guest started. */
    CANCELED("Canceled");

    private static final Map<InstallationState, Set<InstallationState>> NEXT = Map.of(
            ORDERED, Set.of(IN_PROGRESS, VERIFYING, SUCCEEDED, COMPLETED_WITH_WARNINGS, FAILED, REFUSED, CANCELED),
            IN_PROGRESS, Set.of(VERIFYING, SUCCEEDED, COMPLETED_WITH_WARNINGS, FAILED),
            VERIFYING, Set.of(SUCCEEDED, COMPLETED_WITH_WARNINGS, FAILED, REFUSED));

    private final String wireName;

    InstallationState(String wireName) {
        this.wireName = wireName;
    }

    public boolean isTerminal() {
        return !NEXT.containsKey(this);
    }

    /** Messages may overtake each other: a state may be left out, never returned to. */
    public boolean mayBecome(InstallationState next) {
        return NEXT.getOrDefault(this, Set.of()).contains(next);
    }

    /**
     * The next state.
     *
     * @throws IllegalTransition when this one does not lead there
     */
    public InstallationState become(InstallationState next) {
        if (!mayBecome(next)) {
            throw new IllegalTransition("An installation", this, next);
        }
        return next;
    }

    /** What the end of this order makes of its VM's standing in the rollout. */
    public VmProgress progress() {
        return switch (this) {
            case ORDERED, IN_PROGRESS, VERIFYING -> VmProgress.IN_FLIGHT;
            case SUCCEEDED -> VmProgress.SUCCEEDED;
            case COMPLETED_WITH_WARNINGS -> VmProgress.PARTIAL;
            case FAILED -> VmProgress.FAILED;
            case REFUSED, CANCELED -> VmProgress.WAITING;
        };
    }

    /** The spelling on the wire. */
    @Override
    public String toString() {
        return wireName;
    }
}
