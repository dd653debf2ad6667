package dev.offpeak.orchestrator.api;

import dev.offpeak.arm.ArmAction;
import dev.offpeak.arm.ArmRefusal;
import dev.offpeak.arm.Page;
import dev.offpeak.arm.Paging;
import dev.offpeak.arm.RefusedException;
import dev.offpeak.arm.RequestUrls;
import dev.offpeak.orchestrator.conductor.Exclusions;
import dev.offpeak.orchestrator.domain.NamedExclusion;
import dev.offpeak.orchestrator.store.ExclusionStore;
import dev.offpeak.time.PlatformClock;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Patches that no automatic run installs, whatever the release's policy says (rule U4). */
@Produces(MediaType.APPLICATION_JSON)
@Path("/policies/exclusions")
@Tag(name = "Exclusions")
public class ExclusionsResource {
    private final Exclusions exclusions;
    private final ExclusionStore store;
    private final Pool pool;
    private final PlatformClock clock;
    private final Paging paging;
    private final RequestUrls urls;
    private final Callers callers;

    ExclusionsResource(
            Exclusions exclusions,
            ExclusionStore store,
            Pool pool,
            PlatformClock clock,
            Paging paging,
            RequestUrls urls,
            Callers callers) {
        this.exclusions = exclusions;
        this.store = store;
        this.pool = pool;
        this.clock = clock;
        this.paging = paging;
        this.urls = urls;
        this.callers = callers;
    }

    @GET
    @ArmAction("Offpeak.Orchestrator/exclusions/read")
    @Operation(summary = "Excluded patches by name, expired ones too, in pages ($top, $skiptoken)")
    public Uni<Page<ExclusionView>> list(
            @Parameter(description = "Shows those for this subscription's VMs alone") @QueryParam("subscriptionId")
                    String subscriptionId) {
        Paging.Wanted wanted = paging.requested();
        Optional<String> subscription = Optional.ofNullable(subscriptionId).map(NamedExclusionRequest::subscription);
        return store.list(pool, subscription, wanted.after(), wanted.limit())
                .map(found -> paging.page(wanted, found, named -> named.name().toLowerCase(Locale.ROOT))
                        .map(named -> ExclusionView.of(named, clock.now())));
    }

    @GET
    @Path("/{name}")
    @ArmAction("Offpeak.Orchestrator/exclusions/read")
    @Operation(summary = "One excluded patch")
    @APIResponse(responseCode = "200", description = "The exclusion")
    @APIResponse(responseCode = "404", description = "There is none of that name")
    public Uni<ExclusionView> get(String name) {
        return store.find(pool, name)
                .map(found -> ExclusionView.of(found.orElseThrow(() -> noSuchExclusion(name)), clock.now()));
    }

    @PUT
    @Path("/{name}")
    @ArmAction("Offpeak.Orchestrator/exclusions/write")
    @Operation(summary = "Exclude a patch: no order given from now on installs it")
    @APIResponse(responseCode = "200", description = "It stands in place of the one of that name")
    @APIResponse(responseCode = "201", description = "It is new")
    @APIResponse(responseCode = "400", description = "The body is wrong; the error says what to change")
    public Uni<Response> put(String name, NamedExclusionRequest request) {
        if (request == null) {
            throw ArmRefusal.invalidRequestContent(
                            "The request needs a body such as {\"mask\": \"KB5031364\", \"reason\": \"breaks printing\"}.")
                    .asException();
        }
        NamedExclusion named = request.toExclusion(name, clock.now());
        return exclusions.put(named, callers.current()).map(fresh -> {
            Response.ResponseBuilder answer =
                    fresh ? Response.created(URI.create(urls.absolute("/policies/exclusions/" + name))) : Response.ok();
            return answer.entity(ExclusionView.of(named, clock.now())).build();
        });
    }

    @DELETE
    @Path("/{name}")
    @ArmAction("Offpeak.Orchestrator/exclusions/delete")
    @Operation(summary = "End an exclusion: orders given from now on install the patch again")
    @APIResponse(responseCode = "204", description = "It is gone")
    @APIResponse(responseCode = "404", description = "There is none of that name")
    public Uni<Response> delete(String name) {
        return exclusions.delete(name, callers.current()).map(deleted -> {
            if (!deleted) {
                throw noSuchExclusion(name);
            }
            return Response.noContent().build();
        });
    }

    private static RefusedException noSuchExclusion(String name) {
        return ArmRefusal.notFound("There is no exclusion '" + name + "'. GET /policies/exclusions lists them all.")
                .asException();
    }
}
