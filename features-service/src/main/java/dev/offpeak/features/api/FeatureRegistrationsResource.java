package dev.offpeak.features.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.offpeak.arm.ApiVersions;
import dev.offpeak.arm.ArmAction;
import dev.offpeak.arm.ArmRefusal;
import dev.offpeak.arm.Page;
import dev.offpeak.features.FeaturesSettings;
import dev.offpeak.features.domain.FeatureCatalog;
import dev.offpeak.features.domain.FeatureName;
import dev.offpeak.features.domain.FeatureRegistration;
import dev.offpeak.features.domain.RegistrationPolicy;
import dev.offpeak.features.store.FeatureRegistrations;
import dev.offpeak.time.PlatformClock;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The registrations of features as resources, beside the actions of {@link FeaturesResource}: PUT registers, DELETE unregisters, by the
 * same rules (F1, F2, F5). What was never registered is not there. A body may be sent; nothing in it can be chosen.
 */
@Path("/subscriptions/{subscriptionId}/providers")
@Produces(MediaType.APPLICATION_JSON)
@ApiVersions(only = "2021-07-01")
public class FeatureRegistrationsResource {
    private static final String OF_PROVIDER =
            "/Microsoft.Features/featureProviders/{namespace}/subscriptionFeatureRegistrations";

    private final FeatureRegistrations registrations;
    private final PlatformClock clock;
    private final FeatureCatalog catalog;
    private final RegistrationPolicy policy;
    private final String tenant;

    @Inject
    FeatureRegistrationsResource(
            FeatureRegistrations registrations,
            PlatformClock clock,
            FeaturesSettings settings,
            @ConfigProperty(name = "offpeak.tenant.id") String tenant) {
        this.registrations = registrations;
        this.clock = clock;
        this.catalog = settings.catalog();
        this.policy = settings.policy();
        this.tenant = tenant;
    }

    @GET
    @Path("/Microsoft.Features/subscriptionFeatureRegistrations")
    @ArmAction("Microsoft.Features/subscriptionFeatureRegistrations/read")
    public Uni<Page<FeatureRegistrationView>> listAll(@PathParam("subscriptionId") String subscription) {
        return list(subscription, catalog.all());
    }

    @GET
    @Path(OF_PROVIDER)
    @ArmAction("Microsoft.Features/featureProviders/subscriptionFeatureRegistrations/read")
    public Uni<Page<FeatureRegistrationView>> listOfProvider(
            @PathParam("subscriptionId") String subscription, @PathParam("namespace") String namespace) {
        return list(subscription, FeaturesResource.ofProvider(catalog, namespace));
    }

    @GET
    @Path(OF_PROVIDER + "/{feature}")
    @ArmAction("Microsoft.Features/featureProviders/subscriptionFeatureRegistrations/read")
    public Uni<FeatureRegistrationView> get(
            @PathParam("subscriptionId") String subscription,
            @PathParam("namespace") String namespace,
            @PathParam("feature") String feature) {
        FeatureName name = FeaturesResource.known(catalog, namespace, feature);
        return registrations.get(FeaturesResource.key(subscription), name).map(found -> {
            if (found.version() == 0) {
                throw new FeatureRefusal.NeverRegistered(name.toString()).asException();
            }
            return view(subscription, found);
        });
    }

    @PUT
    @Path(OF_PROVIDER + "/{feature}")
    @ArmAction("Microsoft.Features/featureProviders/subscriptionFeatureRegistrations/write")
    public Uni<FeatureRegistrationView> register(
            @PathParam("subscriptionId") String subscription,
            @PathParam("namespace") String namespace,
            @PathParam("feature") String feature,
            JsonNode body) {
        FeatureName name = FeaturesResource.known(catalog, namespace, feature);
        if (body != null
                && !(body.isObject()
                        && (!body.has("properties") || body.get("properties").isObject()))) {
            throw ArmRefusal.invalidRequestContent(
                            "properties", "The body must be an object, and its 'properties' too; or send none.")
                    .asException();
        }
        return registrations
                .move(FeaturesResource.key(subscription), name, before -> before.register(clock.now(), policy))
                .map(after -> view(subscription, after));
    }

    /** 200 when it is on its way out by this request, 204 when there was nothing to unregister. */
    @DELETE
    @Path(OF_PROVIDER + "/{feature}")
    @ArmAction("Microsoft.Features/featureProviders/subscriptionFeatureRegistrations/delete")
    public Uni<Response> unregister(
            @PathParam("subscriptionId") String subscription,
            @PathParam("namespace") String namespace,
            @PathParam("feature") String feature) {
        FeatureName name = FeaturesResource.known(catalog, namespace, feature);
        AtomicBoolean moved = new AtomicBoolean();
        return registrations
                .move(FeaturesResource.key(subscription), name, before -> {
                    FeatureRegistration after = before.unregister(clock.now(), policy);
                    moved.set(!after.equals(before));
                    return after;
                })
                .map(after -> moved.get()
                        ? Response.ok().build()
                        : Response.noContent().build());
    }

    private Uni<Page<FeatureRegistrationView>> list(String subscription, List<FeatureName> features) {
        return registrations
                .list(FeaturesResource.key(subscription), features)
                .map(found -> Page.all(found.stream()
                        .filter(registration -> registration.version() > 0)
                        .map(registration -> view(subscription, registration))
                        .toList()));
    }

    private FeatureRegistrationView view(String subscription, FeatureRegistration registration) {
        return FeatureRegistrationView.of(tenant, subscription, policy.approvalRequired(), registration);
    }
}
