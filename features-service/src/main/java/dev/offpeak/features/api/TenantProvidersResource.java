package dev.offpeak.features.api;

import dev.offpeak.arm.ApiVersions;
import dev.offpeak.arm.ArmAction;
import dev.offpeak.arm.Page;
import dev.offpeak.arm.Paging;
import dev.offpeak.regions.Region;
import dev.offpeak.regions.RegionCatalog;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** The providers in the tenant's scope: what there is, before any subscription registers for it. */
@Path("/providers")
@Produces(MediaType.APPLICATION_JSON)
@ApiVersions(since = "2016-06-01")
@NonBlocking
public class TenantProvidersResource {
    private final Paging paging;
    private final List<String> locations;

    @Inject
    TenantProvidersResource(Paging paging, RegionCatalog regions) {
        this.paging = paging;
        this.locations = regions.all().stream().map(Region::displayName).toList();
    }

    @GET
    @ArmAction("Microsoft.Resources/providers/read")
    public Page<ProviderView> list() {
        return ProvidersResource.page(paging, paging.requested())
                .map(provider -> ProviderView.ofTenant(provider, locations));
    }

    @GET
    @Path("/{namespace}")
    @ArmAction("Microsoft.Resources/providers/read")
    public ProviderView get(@PathParam("namespace") String namespace) {
        return ProviderView.ofTenant(ProvidersResource.known(namespace), locations);
    }

    /** What Microsoft.Features can do, for those who write roles. */
    @GET
    @Path("/Microsoft.Features/operations")
    @ApiVersions(only = {"2021-07-01", "2015-12-01"})
    @ArmAction("Microsoft.Features/operations/read")
    public Page<FeatureOperationView> operations() {
        return Page.all(FeatureOperationView.ALL);
    }
}
