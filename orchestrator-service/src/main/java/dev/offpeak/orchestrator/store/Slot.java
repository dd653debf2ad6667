package dev.offpeak.orchestrator.store;

import dev.offpeak.orchestrator.domain.HoldReason;
import java.util.Optional;

/**
 * What the database answered to a claim.
 *
 * @param order the order's number; empty when the slot was refused
 * @param refused why, in our words; empty when the slot is taken, or when the VM is gone
 * @param sentence what the database said; names the holder
 */
public record Slot(
        String vmId, String activityId, Optional<Long> order, Optional<HoldReason> refused, Optional<String> sentence) {
    /** The interlocks' SQLSTATEs (V30__interlocks.sql, V60__shares.sql). */
    static Optional<HoldReason> reason(String state) {
        return Optional.ofNullable(
                switch (state) {
                    case "OP001" -> HoldReason.PAIRED_REGION_BUSY;
                    case "OP002" -> HoldReason.ZONE_BUSY;
                    case "OP003" -> HoldReason.UPDATE_DOMAIN_BUSY;
                    case "OP004" -> HoldReason.SET_CAP;
                    case "OP005" -> HoldReason.PEER_UNHEALTHY;
                    case "OP011" -> HoldReason.SUBSCRIPTION_CAP;
                    case "OP006" -> HoldReason.INSTALLATION_IN_PROGRESS;
                    default -> null;
                });
    }
}
