package dev.offpeak.contracts.message;

import dev.offpeak.contracts.FeatureState;
import java.time.Instant;

/**
 * A feature registration moved (rules F1, F2).
 *
 * @param subscriptionId lower case GUID
 * @param namespace such as {@code Microsoft.Compute}
 * @param feature such as {@code InGuestAutoPatchVMPreview}
 * @param state where it stands now
 * @param version grows with every move of this registration
 * @param at platform time
 */
public record FeatureStateChanged(
        String subscriptionId, String namespace, String feature, FeatureState state, long version, Instant at)
        implements Message {
    @Override
    public Address address() {
        return Address.FEATURES_EVENTS;
    }

    @Override
    public String subject() {
        return subscriptionId;
    }
}
