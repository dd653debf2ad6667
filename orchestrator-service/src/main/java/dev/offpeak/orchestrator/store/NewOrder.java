package dev.offpeak.orchestrator.store;

import dev.offpeak.contracts.RebootSetting;
import dev.offpeak.orchestrator.domain.FleetVm;
import java.time.Instant;

/**
 * An order to give.
 *
 * @param vm as it was when the order was decided
 * @param notAfter platform time at which the guest must be done
 * @param endBy platform time from which it may be ended by name (rule O7)
 */
public record NewOrder(FleetVm vm, String activityId, Instant notAfter, Instant endBy) {
    /** Its VM. */
    public String vmId() {
        return vm.id().value();
    }

    /** What the stored order says beside its request. */
    public record Stored(String activityId, long number, RebootSetting rebootSetting) {}
}
