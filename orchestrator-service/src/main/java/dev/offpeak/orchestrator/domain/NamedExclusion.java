package dev.offpeak.orchestrator.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * An exclusion that operators keep beside the policies: it holds for every rollout (rule U4).
 *
 * @param name chosen by whoever made it; one of a kind, whatever its casing
 * @param exclusion what, why and how long
 * @param subscriptionId whose VMs it is for, a GUID in lower case; empty for the whole fleet
 * @param changedAt platform time
 */
public record NamedExclusion(String name, Exclusion exclusion, Optional<String> subscriptionId, Instant changedAt) {
    /** Whether it is for the VMs of that subscription. */
    public boolean isFor(String subscription) {
        return subscriptionId.map(subscription::equalsIgnoreCase).orElse(true);
    }
}
