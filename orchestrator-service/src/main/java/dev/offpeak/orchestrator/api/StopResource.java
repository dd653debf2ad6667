package dev.offpeak.orchestrator.api;

import dev.offpeak.arm.ArmAction;
import dev.offpeak.arm.ArmRefusal;
import dev.offpeak.orchestrator.conductor.EmergencyStop;
import dev.offpeak.orchestrator.store.StopStore;
import dev.offpeak.time.PlatformClock;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The stop of everything (rule U6). */
@Produces(MediaType.APPLICATION_JSON)
@Path("/platform/stop")
@Tag(name = "Platform")
public class StopResource {
    private final EmergencyStop control;
    private final StopStore store;
    private final Pool pool;
    private final PlatformClock clock;
    private final Callers callers;

    StopResource(EmergencyStop control, StopStore store, Pool pool, PlatformClock clock, Callers callers) {
        this.control = control;
        this.store = store;
        this.pool = pool;
        this.clock = clock;
        this.callers = callers;
    }

    @GET
    @ArmAction("Offpeak.Orchestrator/stop/read")
    @Operation(summary = "Whether everything is stopped, since when, by whom and why")
    public Uni<StopView> get() {
        return store.current(pool).map(StopView::of);
    }

    @PUT
    @ArmAction("Offpeak.Orchestrator/stop/write")
    @Operation(
            summary =
                    "Stop everything: no rollout gives an order until it is released; what guests have begun goes on to its end")
    @APIResponse(
            responseCode = "200",
            description = "Everything is stopped; where it was already, the stop before stands")
    @APIResponse(responseCode = "400", description = "The body is wrong; the error says what to change")
    public Uni<StopView> stop(StopRequest request) {
        if (request == null) {
            throw ArmRefusal.invalidRequestContent(
                            "The request needs a body such as {\"by\": \"the night shift\", \"why\": \"fire in the data center\"}.")
                    .asException();
        }
        return control.stop(request.toStop(clock.now()), callers.current())
                .map(Optional::of)
                .map(StopView::of);
    }

    @DELETE
    @ArmAction("Offpeak.Orchestrator/stop/delete")
    @Operation(summary = "Release the stop of everything: rollouts go on, each from where it was")
    @APIResponse(responseCode = "204", description = "Released")
    @APIResponse(responseCode = "404", description = "Nothing is stopped")
    public Uni<Response> release() {
        return control.release(callers.current()).map(released -> {
            if (!released) {
                throw ArmRefusal.notFound("Nothing is stopped. PUT /platform/stop stops everything.")
                        .asException();
            }
            return Response.noContent().build();
        });
    }
}
