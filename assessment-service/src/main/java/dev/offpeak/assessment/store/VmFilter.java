package dev.offpeak.assessment.store;

import java.util.Optional;

/**
 * Whose results are asked for; what is empty filters nothing.
 *
 * @param subscriptionId lower case
 * @param region normalised name
 * @param image publisher:offer:sku, in any casing
 */
public record VmFilter(Optional<String> subscriptionId, Optional<String> region, Optional<String> image) {
    public static final VmFilter NONE = new VmFilter(Optional.empty(), Optional.empty(), Optional.empty());

    boolean isNone() {
        return subscriptionId.isEmpty() && region.isEmpty() && image.isEmpty();
    }
}
