package dev.offpeak.features.api;

import dev.offpeak.arm.ApiVersions;
import dev.offpeak.arm.ArmAction;
import dev.offpeak.arm.Page;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The platform's one tenant. */
@Path("/tenants")
@Produces(MediaType.APPLICATION_JSON)
@ApiVersions(since = "2016-06-01")
@NonBlocking
public class TenantsResource {
    private final String tenantId;

    @Inject
    TenantsResource(@ConfigProperty(name = "offpeak.tenant.id") String tenantId) {
        this.tenantId = tenantId;
    }

    @GET
    @ArmAction("Microsoft.Resources/tenants/read")
    public Page<TenantView> list() {
        return Page.all(List.of(TenantView.of(tenantId)));
    }

    @GET
    @Path("/{tenantId}")
    @ArmAction("Microsoft.Resources/tenants/read")
    public TenantView get(@PathParam("tenantId") String tenant) {
        if (!tenant.equalsIgnoreCase(tenantId)) {
            throw new FeatureRefusal.UnknownTenant(tenant).asException();
        }
        return TenantView.of(tenantId);
    }
}
