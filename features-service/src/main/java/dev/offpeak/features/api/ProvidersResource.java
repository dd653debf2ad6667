package dev.offpeak.features.api;

import dev.offpeak.arm.ApiVersions;
import dev.offpeak.arm.ArmAction;
import dev.offpeak.arm.Page;
import dev.offpeak.arm.Paging;
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

/**
 * A subscription's providers: Microsoft.Resources' part of the preview journey (rule F4). {@code $expand} is accepted and
 * adds nothing: what it could add, aliases and their metadata, the platform does not have.
 */
@Path("/subscriptions/{subscriptionId}/providers")
@Produces(MediaType.APPLICATION_JSON)
@ApiVersions(since = "2016-06-01")
public class ProvidersResource {
    private final ProviderRegistrations registrations;
    private final Paging paging;
    private final List<String> locations;

    @Inject
    ProvidersResource(ProviderRegistrations registrations, Paging paging, RegionCatalog regions) {
        this.registrations = registrations;
        this.paging = paging;
        this.locations = regions.all().stream().map(Region::displayName).toList();
    }

    @GET
    @ArmAction("Microsoft.Resources/subscriptions/providers/read")
    public Uni<Page<ProviderView>> list(@PathParam("subscriptionId") String subscription) {
        Paging.Wanted wanted = paging.requested();
        Page<Provider> page = page(paging, wanted);
        return registrations
                .list(
                        FeaturesResource.key(subscription),
                        page.value().stream().map(Provider::namespace).toList())
                .map(found -> new Page<>(
                        IntStream.range(0, found.size())
                                .mapToObj(i -> ProviderView.of(
                                        subscription, page.value().get(i), found.get(i), locations))
                                .toList(),
                        page.nextLink()));
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

    /** The providers of one page, by namespace. */
    static Page<Provider> page(Paging paging, Paging.Wanted wanted) {
        List<Provider> rest = KnownProviders.all().stream()
                .filter(provider ->
                        provider.namespace().compareTo(wanted.after().orElse("")) > 0)
                .limit(wanted.limit())
                .toList();
        return paging.page(wanted, rest, Provider::namespace);
    }

    static Provider known(String namespace) {
        return KnownProviders.find(namespace)
                .orElseThrow(() -> unknown(namespace).asException());
    }

    static FeatureRefusal unknown(String namespace) {
        return new FeatureRefusal.UnknownNamespace(
                namespace,
                KnownProviders.all().stream().map(Provider::namespace).toList());
    }
}
