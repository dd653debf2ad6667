package dev.offpeak.contracts.message;

import dev.offpeak.contracts.FeatureState;
import java.time.Instant;
import java.util.Map;

/**
 * Someone asked for the present feature states to take effect (rule F4); receivers answer with {@link FeaturesTakenOver}.
 *
 * @param subscriptionId lower case GUID
 * @param namespace such as {@code Microsoft.Compute}
 * @param propagation grows with every such request of this subscription and namespace
 * @param features state by feature name at that moment; features never registered may be absent
 * @param at platform time
 */
public record ProviderRegistered(
        String subscriptionId, String namespace, long propagation, Map<String, FeatureState> features, Instant at)
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
