package dev.offpeak.features.api;

import dev.offpeak.arm.ApiVersions;
import dev.offpeak.arm.ArmAction;
import dev.offpeak.arm.Page;
import dev.offpeak.arm.Paging;
import dev.offpeak.features.store.Subscriptions;
import dev.offpeak.regions.RegionCatalog;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Subscriptions and their locations. Every well-formed subscription id works; those that were used are listed. */
@Path("/subscriptions")
@Produces(MediaType.APPLICATION_JSON)
@ApiVersions(since = "2016-06-01")
@NonBlocking
public class SubscriptionsResource {
    private final Subscriptions subscriptions;
    private final Paging paging;
    private final RegionCatalog regions;
    private final String tenantId;

    @Inject
    SubscriptionsResource(
            Subscriptions subscriptions,
            Paging paging,
            RegionCatalog regions,
            @ConfigProperty(name = "offpeak.tenant.id") String tenantId) {
        this.subscriptions = subscriptions;
        this.paging = paging;
        this.regions = regions;
        this.tenantId = tenantId;
    }

    @GET
    @ArmAction("Microsoft.Resources/subscriptions/read")
    public Uni<Page<SubscriptionView>> list() {
        Paging.Wanted wanted = paging.requested();
        return subscriptions.list(wanted.after(), wanted.limit()).map(found -> paging.page(wanted, found, id -> id)
                .map(id -> SubscriptionView.of(id, tenantId)));
    }

    @GET
    @Path("/{subscriptionId}")
    @ArmAction("Microsoft.Resources/subscriptions/read")
    public SubscriptionView get(@PathParam("subscriptionId") String subscription) {
        return SubscriptionView.of(subscription, tenantId);
    }

    @GET
    @Path("/{subscriptionId}/locations")
    @ArmAction("Microsoft.Resources/subscriptions/locations/read")
    public Page<LocationView> locations(@PathParam("subscriptionId") String subscription) {
        return Page.all(regions.all().stream()
                .map(region -> LocationView.of(subscription, region, regions))
                .toList());
    }
}
