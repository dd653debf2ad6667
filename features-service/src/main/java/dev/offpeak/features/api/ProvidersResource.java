package dev.offpeak.features.api;

import dev.offpeak.arm.ApiVersions;
import dev.offpeak.arm.ArmAction;
import dev.offpeak.arm.Page;
import dev.offpeak.features.domain.KnownProviders;
import dev.offpeak.features.domain.KnownProviders.Provider;
import dev.offpeak.features.store.ProviderRegistrations;
import dev.offpeak.regions.Region;
import dev.offpeak.regions.RegionCatalog;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.stream.IntStream;

/** A subscription's providers: Microsoft.Resources' part of the preview journey (rule F4). The list is one page: providers are few. */
@Path("/subscriptions/{subscriptionId}/providers")
@Produces(MediaType.APPLICATION_JSON)
@ApiVersions(since = "2016-06-01")
public class ProvidersResource {
    private final ProviderRegistrations registrations;
    private final List<String> locations;

    @Inject
    ProvidersResource(ProviderRegistrations registrations, RegionCatalog regions) {
        this.registrations = registrations;
        this.locations = regions.all().stream().map(Region::displayName).toList();
    }

    @GET
    @ArmAction("Microsoft.Resources/subscriptions/providers/read")
    public Uni<Page<ProviderView>> list(@PathParam("subscriptionId") String subscription) {
        List<Provider> providers = KnownProviders.all();
        return registrations
                .list(
                        FeaturesResource.key(subscription),
                        providers.stream().map(Provider::namespace).toList())
                .map(found -> Page.all(IntStream.range(0, providers.size())
                        .mapToObj(i -> ProviderView.of(subscription, providers.get(i), found.get(i), locations))
                        .toList()));
    }

    @GET
    @Path("/{namespace}")
    @ArmAction("Microsoft.Resources/subscriptions/providers/read")
    public Uni<ProviderView> get(
            @PathParam("subscriptionId") String subscription, @PathParam("namespace") String namespace) {
        Provider provider = known(namespace);
        return registrations
                .list(FeaturesResource.key(subscription), List.of(provider.namespace()))
                .map(found -> ProviderView.of(subscription, provider, found.get(0), locations));
    }

    @POST
    @Path("/{namespace}/register")
    @ArmAction("{namespace}/register/action")
    public Uni<ProviderView> register(
            @PathParam("subscriptionId") String subscription, @PathParam("namespace") String namespace) {
        Provider provider = known(namespace);
        return registrations
                .register(FeaturesResource.key(subscription), provider.namespace())
                .map(asked -> ProviderView.of(subscription, provider, asked, locations));
    }

    @POST
    @Path("/{namespace}/unregister")
    @ArmAction("{namespace}/unregister/action")
    public Uni<ProviderView> unregister(
            @PathParam("subscriptionId") String subscription, @PathParam("namespace") String namespace) {
        Provider provider = known(namespace);
        if (!provider.registrationRequired()) {
            throw new FeatureRefusal.AlwaysRegistered(provider.namespace()).asException();
        }
        return registrations
                .unregister(FeaturesResource.key(subscription), provider.namespace())
                .map(asked -> ProviderView.of(subscription, provider, asked, locations));
    }

    private static Provider known(String namespace) {
        return KnownProviders.find(namespace)
                .orElseThrow(() -> unknown(namespace).asException());
    }

    static FeatureRefusal unknown(String namespace) {
        return new FeatureRefusal.UnknownNamespace(
                namespace,
                KnownProviders.all().stream().map(Provider::namespace).toList());
    }
}
