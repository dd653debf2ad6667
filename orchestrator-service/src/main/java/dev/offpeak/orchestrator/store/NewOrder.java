package dev.offpeak.orchestrator.store;

import dev.offpeak.contracts.RebootSetting;
import java.time.Instant;

/**
 * An order to give.
 *
 * @param notAfter platform time at which the guest must be done
 * @param endBy platform time from which it may be ended by name (rule O7)
 */
public record NewOrder(String vmId, String activityId, Instant notAfter, Instant endBy) {
    /** What the stored order says beside its request. */
    public record Stored(String activityId, long number, RebootSetting rebootSetting) {}
}
