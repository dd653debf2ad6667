package dev.offpeak.orchestrator.store;

import dev.offpeak.orchestrator.domain.HoldReason;
import dev.offpeak.orchestrator.domain.Placement;
import dev.offpeak.orchestrator.domain.VmProgress;
import dev.offpeak.orchestrator.planner.Assignment;
import dev.offpeak.time.OffPeakHours;
import java.time.Instant;
import java.util.Optional;

/**
 * How one VM stands in one rollout, with all that a person may ask. Instants are platform time.
 *
 * @param chosenBy the policy that chose its off-peak hours; empty for the default
 * @param deleted whether the VM is gone
 * @param orders how many orders it was given and compute took
 * @param failedWindows tries in a row that failed
 * @param hold why no order may be given, as last decided; empty in flight and after success
 * @param holder who has what the VM waits for, where the reason is an interlock
 * @param criticalAndSecurity how many such patches the last assessment found; empty before it
 * @param outsideSets how many VMs outside sets its subscription has in the region (rule O5); empty in a set
 */
public record VmStanding(
        Assignment slot,
        String resourceId,
        String name,
        Placement placement,
        OffPeakHours hours,
        Optional<ChosenBy> chosenBy,
        boolean deleted,
        VmProgress state,
        int orders,
        int failedWindows,
        Optional<String> lastActivity,
        Optional<Instant> lastOrderedAt,
        Optional<String> lastError,
        Optional<HoldReason> hold,
        Optional<String> holdSentence,
        Optional<Instant> holdUntil,
        Optional<Instant> heldSince,
        Optional<String> holder,
        Optional<String> health,
        Optional<Integer> criticalAndSecurity,
        Optional<Integer> outsideSets,
        Instant changedAt) {
    /**
     * An off-peak policy (rule U1).
     *
     * @param scope of it, in lower case
     */
    public record ChosenBy(String policy, String scope) {}
}
