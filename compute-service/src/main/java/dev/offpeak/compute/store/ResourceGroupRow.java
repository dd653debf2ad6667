package dev.offpeak.compute.store;

import dev.offpeak.compute.domain.ProvisioningState;
import java.time.Instant;
import java.util.Map;

/**
 * A resource group as stored.
 *
 * @param key ARM id in lower case
 * @param subscriptionId lower case GUID
 * @param name in the creator's casing
 * @param location normalised region name
 * @param tags never null
 * @param provisioningState Succeeded or Deleting
 * @param createdAt platform time
 */
public record ResourceGroupRow(
        String key,
        String subscriptionId,
        String name,
        String location,
        Map<String, String> tags,
        ProvisioningState provisioningState,
        Instant createdAt) {
    /** Whether nothing may be put into it any more. */
    public boolean isBeingDeleted() {
        return provisioningState == ProvisioningState.DELETING;
    }
}
