package dev.offpeak.orchestrator.api;

import dev.offpeak.arm.ArmAction;
import dev.offpeak.arm.Page;
import dev.offpeak.arm.Paging;
import dev.offpeak.orchestrator.certificate.Flight;
import dev.offpeak.orchestrator.store.FlightStore;
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

/** The recorded history, for whoever wants to check it: {@code ./offpeak verify-history} does. */
@Produces(MediaType.APPLICATION_JSON)
@Path("/platform/flights")
@Tag(name = "Platform")
public class FlightsResource {
    private final FlightStore store;
    private final Pool pool;
    private final Paging paging;

    FlightsResource(FlightStore store, Pool pool, Paging paging) {
        this.store = store;
        this.pool = pool;
        this.paging = paging;
    }

    @GET
    @ArmAction("Offpeak.Orchestrator/flights/read")
    @Operation(
            summary =
                    "Every order that is over, by number, in pages ($top, $skiptoken): who was in flight where, and when")
    @APIResponse(responseCode = "200", description = "The orders; instants are platform time")
    public Uni<Page<Flight>> list(
            @Parameter(description = "Shows the orders of one rollout alone") @QueryParam("rollout") String rollout) {
        Paging.Wanted wanted = paging.requested();
        return store.flights(pool, Optional.ofNullable(rollout), NumberToken.of(wanted.after()), wanted.limit())
                .map(found -> paging.page(wanted, found, one -> Long.toString(one.number()))
                        .map(FlightStore.Numbered::flight));
    }
}
