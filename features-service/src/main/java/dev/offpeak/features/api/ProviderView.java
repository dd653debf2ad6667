package dev.offpeak.features.api;

import dev.offpeak.features.domain.KnownProviders.Provider;
import dev.offpeak.features.domain.ProviderRegistration;
import dev.offpeak.features.domain.ProviderState;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/**
 * A provider as ARM shows it (rule F4).
 *
 * @param id resource id; the subscription as the caller wrote it
 * @param namespace such as {@code Microsoft.Compute}
 * @param registrationPolicy {@code RegistrationRequired} or {@code RegistrationFree}
 * @param registrationState where the registration stands
 * @param resourceTypes what it has
 */
@RegisterForReflection
public record ProviderView(
        String id,
        String namespace,
        String registrationPolicy,
        ProviderState registrationState,
        List<ResourceTypeView> resourceTypes) {
    /**
     * @param resourceType such as {@code virtualMachines}
     * @param locations display names; empty for what is not in a region
     * @param apiVersions newest first
     * @param capabilities always {@code None}
     */
    @RegisterForReflection
    public record ResourceTypeView(
            String resourceType, List<String> locations, List<String> apiVersions, String capabilities) {}

    static ProviderView of(
            String subscription, Provider provider, ProviderRegistration registration, List<String> locations) {
        return new ProviderView(
                "/subscriptions/" + subscription + "/providers/" + provider.namespace(),
                provider.namespace(),
                provider.registrationRequired() ? "RegistrationRequired" : "RegistrationFree",
                provider.registrationRequired() ? registration.state() : ProviderState.REGISTERED,
                provider.resourceTypes().stream()
                        .map(type -> new ResourceTypeView(
                                type.name(), type.regional() ? locations : List.of(), type.apiVersions(), "None"))
                        .toList());
    }
}
