package dev.offpeak.orchestrator.store;

import dev.offpeak.contracts.RebootSetting;
import dev.offpeak.orchestrator.domain.FleetVm;
import java.time.Instant;

/**
 * An order to give.
 *
 * @param vm as it was when the order was decided
 * @param sharedWith how many VMs its set has, or outside sets its subscription outside sets in the region
 * @param cap how many of these may be in flight together by the rollout's policy (rules O5, O6)
 * @param notAfter platform time at which the guest must be done
 * @param endBy platform time from which it may be ended by name (rule O7)
 */
public record NewOrder(FleetVm vm, int sharedWith, int cap, String activityId, Instant notAfter, Instant endBy) {
    /** Its VM. */
    public String vmId() {
        return vm.id().value();
    }

    /** What the stored order says beside its request. */
    public record Stored(String activityId, long number, RebootSetting rebootSetting) {}
}
