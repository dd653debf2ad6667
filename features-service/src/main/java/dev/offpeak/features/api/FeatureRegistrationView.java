package dev.offpeak.features.api;

import dev.offpeak.contracts.FeatureState;
import dev.offpeak.features.domain.FeatureRegistration;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * A feature registration as a resource of its own, as 2021-07-01 has it beside the feature.
 *
 * @param id resource id; the subscription as the caller wrote it
 * @param name the feature's name
 * @param type always {@code Microsoft.Features/featureProviders/subscriptionFeatureRegistrations}
 * @param properties whose registration it is, and where it stands
 */
@RegisterForReflection
public record FeatureRegistrationView(String id, String name, String type, Properties properties) {
    static final String TYPE = "Microsoft.Features/featureProviders/subscriptionFeatureRegistrations";

    /**
     * @param tenantId the platform's one tenant
     * @param subscriptionId as the caller wrote it
     * @param featureName without its namespace
     * @param providerNamespace such as {@code Microsoft.Compute}
     * @param displayName the feature's name: it has no other
     * @param state where the registration stands
     * @param approvalType {@code ApprovalRequired} or {@code AutoApproval}, as the platform is configured
     */
    @RegisterForReflection
    public record Properties(
            String tenantId,
            String subscriptionId,
            String featureName,
            String providerNamespace,
            String displayName,
            FeatureState state,
            String approvalType) {}

    static FeatureRegistrationView of(
            String tenant, String subscription, boolean approvalRequired, FeatureRegistration registration) {
        String namespace = registration.feature().namespace();
        String feature = registration.feature().name();
        return new FeatureRegistrationView(
                "/subscriptions/" + subscription + "/providers/Microsoft.Features/featureProviders/" + namespace
                        + "/subscriptionFeatureRegistrations/" + feature,
                feature,
                TYPE,
                new Properties(
                        tenant,
                        subscription,
                        feature,
                        namespace,
                        feature,
                        registration.state().seen(),
                        approvalRequired ? "ApprovalRequired" : "AutoApproval"));
    }
}
