package dev.offpeak.compute.store;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * An availability set as stored.
 *
 * @param key ARM id in lower case
 * @param resourceId ARM id in the creator's casing
 * @param subscriptionId lower case GUID
 * @param groupKey ARM id of its resource group in lower case
 * @param name in the creator's casing
 * @param location normalised region name
 * @param faultDomains 1 to 3; fixed at creation
 * @param updateDomains 1 to 20; fixed at creation
 * @param sku Classic or Aligned
 * @param placementGroup id of its proximity placement group, as the client spelt it; empty when in none
 * @param tags never null
 * @param createdAt platform time
 */
public record AvailabilitySetRow(
        String key,
        String resourceId,
        String subscriptionId,
        String groupKey,
        String name,
        String location,
        int faultDomains,
        int updateDomains,
        String sku,
        Optional<String> placementGroup,
        Map<String, String> tags,
        Instant createdAt) {}
