package dev.offpeak.orchestrator.api;

import dev.offpeak.arm.ArmAction;
import dev.offpeak.arm.Page;
import dev.offpeak.arm.Paging;
import dev.offpeak.orchestrator.store.AuditStore;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Who did what. */
@Produces(MediaType.APPLICATION_JSON)
@Path("/platform/audit")
@Tag(name = "Platform")
public class AuditResource {
    private final AuditStore store;
    private final Pool pool;
    private final Paging paging;

    AuditResource(AuditStore store, Pool pool, Paging paging) {
        this.store = store;
        this.pool = pool;
        this.paging = paging;
    }

    @GET
    @ArmAction("Offpeak.Orchestrator/audit/read")
    @Operation(summary = "Everything that people did, newest first, in pages ($top, $skiptoken)")
    @APIResponse(responseCode = "200", description = "What was done; refused requests did nothing and are not in it")
    public Uni<Page<AuditView>> list(
            @Parameter(description = "Shows what was done to it alone: a rollout's id, a release's or exclusion's name")
                    @QueryParam("target")
                    String target) {
        Paging.Wanted wanted = paging.requested();
        return store.list(pool, Optional.ofNullable(target), NumberToken.of(wanted.after()), wanted.limit())
                .map(found -> paging.page(wanted, found, stored -> Long.toString(stored.number()))
                        .map(AuditView::of));
    }
}
