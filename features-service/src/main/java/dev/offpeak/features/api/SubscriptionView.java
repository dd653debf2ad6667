package dev.offpeak.features.api;

import dev.offpeak.features.store.Subscriptions;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/**
 * A subscription as ARM shows it; all fields that clients read.
 *
 * @param id resource id
 * @param subscriptionId GUID
 * @param displayName derived from the id
 * @param state always {@code Enabled}
 * @param tenantId the platform's one tenant
 * @param authorizationSource always {@code RoleBased}
 * @param managedByTenants always empty
 * @param subscriptionPolicies fixed
 */
@RegisterForReflection
public record SubscriptionView(
        String id,
        String subscriptionId,
        String displayName,
        String state,
        String tenantId,
        String authorizationSource,
        List<String> managedByTenants,
        Policies subscriptionPolicies) {
    /** Quota and spending limit: there are none. */
    @RegisterForReflection
    public record Policies(String locationPlacementId, String quotaId, String spendingLimit) {}

    static SubscriptionView of(String subscription, String tenantId) {
        return new SubscriptionView(
                "/subscriptions/" + subscription,
                subscription,
                Subscriptions.displayName(subscription),
                "Enabled",
                tenantId,
                "RoleBased",
                List.of(),
                new Policies("Public_2014-09-01", "Offpeak", "Off"));
    }
}
