package dev.offpeak.features.api;

import dev.offpeak.arm.ApiVersions;
import dev.offpeak.arm.ArmAction;
import dev.offpeak.arm.Page;
import dev.offpeak.features.FeaturesSettings;
import dev.offpeak.features.domain.FeatureCatalog;
import dev.offpeak.features.domain.FeatureName;
import dev.offpeak.features.domain.FeatureRegistration;
import dev.offpeak.features.domain.KnownProviders;
import dev.offpeak.features.domain.RegistrationPolicy;
import dev.offpeak.features.store.FeatureRegistrations;
import dev.offpeak.time.PlatformClock;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/**
 * Preview features of a subscription: Microsoft.Features (rules F1 to F3, F5). Lists are one page: the features are few. The class
 * shares its path with {@link ProvidersResource}: with a longer one of its own it would hide Microsoft.Features the provider.
 */
@Path("/subscriptions/{subscriptionId}/providers")
@Produces(MediaType.APPLICATION_JSON)
@ApiVersions(only = {"2021-07-01", "2015-12-01"})
public class FeaturesResource {
    private final FeatureRegistrations registrations;
    private final PlatformClock clock;
    private final FeatureCatalog catalog;
    private final RegistrationPolicy policy;

    @Inject
    FeaturesResource(FeatureRegistrations registrations, PlatformClock clock, FeaturesSettings settings) {
        this.registrations = registrations;
        this.clock = clock;
        this.catalog = settings.catalog();
        this.policy = settings.policy();
    }

    @GET
    @Path("/Microsoft.Features/features")
    @ArmAction("Microsoft.Features/features/read")
    public Uni<Page<FeatureView>> listAll(@PathParam("subscriptionId") String subscription) {
        return list(subscription, catalog.all());
    }

    @GET
    @Path("/Microsoft.Features/providers/{namespace}/features")
    @ArmAction("Microsoft.Features/providers/features/read")
    public Uni<Page<FeatureView>> listOfProvider(
            @PathParam("subscriptionId") String subscription, @PathParam("namespace") String namespace) {
        return list(subscription, ofProvider(catalog, namespace));
    }

    @GET
    @Path("/Microsoft.Features/providers/{namespace}/features/{feature}")
    @ArmAction("Microsoft.Features/providers/features/read")
    public Uni<FeatureView> get(
            @PathParam("subscriptionId") String subscription,
            @PathParam("namespace") String namespace,
            @PathParam("feature") String feature) {
        return registrations
                .get(key(subscription), known(namespace, feature))
                .map(registration -> FeatureView.of(subscription, registration));
    }

    @POST
    @Path("/Microsoft.Features/providers/{namespace}/features/{feature}/register")
    @ArmAction("Microsoft.Features/providers/features/register/action")
    public Uni<FeatureView> register(
            @PathParam("subscriptionId") String subscription,
            @PathParam("namespace") String namespace,
            @PathParam("feature") String feature) {
        return move(subscription, namespace, feature, registration -> registration.register(clock.now(), policy));
    }

    @POST
    @Path("/Microsoft.Features/providers/{namespace}/features/{feature}/unregister")
    @ArmAction("Microsoft.Features/providers/features/unregister/action")
    public Uni<FeatureView> unregister(
            @PathParam("subscriptionId") String subscription,
            @PathParam("namespace") String namespace,
            @PathParam("feature") String feature) {
        return move(subscription, namespace, feature, registration -> registration.unregister(clock.now(), policy));
    }

    /** Ours, for operators: Azure approves behind the scenes. */
    @POST
    @Path("/Microsoft.Features/providers/{namespace}/features/{feature}/approve")
    @ArmAction("Microsoft.Features/providers/features/approve/action")
    public Uni<FeatureView> approve(
            @PathParam("subscriptionId") String subscription,
            @PathParam("namespace") String namespace,
            @PathParam("feature") String feature) {
        return move(subscription, namespace, feature, registration -> {
            if (!registration.mayBeApproved()) {
                throw new FeatureRefusal.NothingToApprove(
                                registration.feature().toString(),
                                registration.state().seen().toString())
                        .asException();
            }
            return registration.approve(clock.now(), policy);
        });
    }

    private Uni<Page<FeatureView>> list(String subscription, List<FeatureName> features) {
        return registrations.list(key(subscription), features).map(found -> Page.all(found)
                .map(registration -> FeatureView.of(subscription, registration)));
    }

    private Uni<FeatureView> move(
            String subscription, String namespace, String feature, UnaryOperator<FeatureRegistration> move) {
        return registrations
                .move(key(subscription), known(namespace, feature), move)
                .map(registration -> FeatureView.of(subscription, registration));
    }

    private FeatureName known(String namespace, String feature) {
        return known(catalog, namespace, feature);
    }

    /** @throws dev.offpeak.arm.RefusedException when there is no such provider */
    static List<FeatureName> ofProvider(FeatureCatalog catalog, String namespace) {
        List<FeatureName> features = catalog.of(namespace);
        if (features.isEmpty() && KnownProviders.find(namespace).isEmpty()) {
            throw ProvidersResource.unknown(namespace).asException();
        }
        return features;
    }

    /** @throws dev.offpeak.arm.RefusedException when there is no such feature (rule F3) */
    static FeatureName known(FeatureCatalog catalog, String namespace, String feature) {
        return catalog.find(namespace, feature).orElseThrow(() -> new FeatureRefusal.UnknownFeature(
                        namespace,
                        feature,
                        catalog.all().stream().map(FeatureName::toString).toList())
                .asException());
    }

    /** Subscriptions are kept and compared in lower case (rule V2). */
    static String key(String subscription) {
        return subscription.toLowerCase(Locale.ROOT);
    }
}
