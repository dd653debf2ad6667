package dev.offpeak.features.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.offpeak.features.domain.KnownProviders.Provider;
import dev.offpeak.features.domain.ProviderRegistration;
import dev.offpeak.features.domain.ProviderState;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/**
 * A provider as ARM shows it (rule F4).
 *
 * @param id resource id; the subscription as the caller wrote it; {@code /providers/{namespace}} in the tenant's scope
 * @param namespace such as {@code Microsoft.Compute}
 * @param registrationPolicy {@code RegistrationRequired} or {@code RegistrationFree}
 * @param registrationState where the registration stands; null, and left out, in the tenant's scope, which has none
 * @param resourceTypes what it has
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
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
        return shown(
                "/subscriptions/" + subscription,
                provider,
                provider.registrationRequired() ? registration.state() : ProviderState.REGISTERED,
                locations);
    }

    /** The provider as every subscription finds it, before any registration. */
    static ProviderView ofTenant(Provider provider, List<String> locations) {
        return shown("", provider, null, locations);
    }

    private static ProviderView shown(String scope, Provider provider, ProviderState state, List<String> locations) {
        return new ProviderView(
                scope + "/providers/" + provider.namespace(),
                provider.namespace(),
                provider.registrationRequired() ? "RegistrationRequired" : "RegistrationFree",
                state,
                provider.resourceTypes().stream()
                        .map(type -> new ResourceTypeView(
                                type.name(), type.regional() ? locations : List.of(), type.apiVersions(), "None"))
                        .toList());
    }
}
