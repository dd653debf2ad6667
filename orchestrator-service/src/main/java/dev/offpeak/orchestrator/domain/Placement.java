package dev.offpeak.orchestrator.domain;

import java.util.Objects;
import java.util.Optional;

/**
 * Where a VM is, and with whom it must not be updated. Never changes while the VM lives.
 *
 * @param subscriptionId lower case GUID
 * @param region normalised region name
 * @param zone {@code "1"} to {@code "3"}, or {@link #NO_ZONE}
 * @param availabilitySet ARM id in lower case; empty outside sets
 * @param updateDomain zero-based; present exactly when availabilitySet is
 */
public record Placement(
        String subscriptionId,
        String region,
        String zone,
        Optional<String> availabilitySet,
        Optional<Integer> updateDomain) {
    /** The zone of VMs that are in none: a zone of its own that conflicts with every other. */
    public static final String NO_ZONE = "-";

    public Placement {
        Objects.requireNonNull(subscriptionId, "subscriptionId");
        Objects.requireNonNull(region, "region");
        Objects.requireNonNull(zone, "zone");
        if (availabilitySet.isPresent() != updateDomain.isPresent()) {
            throw new IllegalArgumentException("A VM has an update domain exactly when it is in an availability set.");
        }
    }

    /** The scope of rule O5's cap. */
    public SubscriptionRegion subscriptionRegion() {
        return new SubscriptionRegion(subscriptionId, region);
    }
}
