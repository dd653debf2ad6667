package dev.offpeak.orchestrator.api;

import dev.offpeak.arm.ArmAction;
import dev.offpeak.arm.ArmRefusal;
import dev.offpeak.arm.Page;
import dev.offpeak.arm.Paging;
import dev.offpeak.arm.RefusedException;
import dev.offpeak.arm.RequestUrls;
import dev.offpeak.orchestrator.conductor.WindowPolicies;
import dev.offpeak.orchestrator.domain.WindowPolicy;
import dev.offpeak.orchestrator.store.WindowPolicyStore;
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
import java.net.URI;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Off-peak hours by subscription, resource group, VM or tag (rule U1); the narrowest scope wins. */
@Produces(MediaType.APPLICATION_JSON)
@Path("/policies/windows")
@Tag(name = "Off-peak policies")
public class WindowPoliciesResource {
    private final WindowPolicies policies;
    private final WindowPolicyStore store;
    private final Pool pool;
    private final PlatformClock clock;
    private final Paging paging;
    private final RequestUrls urls;
    private final Callers callers;

    WindowPoliciesResource(
            WindowPolicies policies,
            WindowPolicyStore store,
            Pool pool,
            PlatformClock clock,
            Paging paging,
            RequestUrls urls,
            Callers callers) {
        this.policies = policies;
        this.store = store;
        this.pool = pool;
        this.clock = clock;
        this.paging = paging;
        this.urls = urls;
        this.callers = callers;
    }

    @GET
    @ArmAction("Offpeak.Orchestrator/windows/read")
    @Operation(summary = "Off-peak policies by name, in pages ($top, $skiptoken)")
    public Uni<Page<WindowPolicyView>> list() {
        Paging.Wanted wanted = paging.requested();
        return store.list(pool, wanted.after(), wanted.limit())
                .map(found -> paging.page(wanted, found, policy -> policy.name().toLowerCase(Locale.ROOT))
                        .map(WindowPolicyView::of));
    }

    @GET
    @Path("/{name}")
    @ArmAction("Offpeak.Orchestrator/windows/read")
    @Operation(summary = "One off-peak policy")
    @APIResponse(responseCode = "200", description = "The policy")
    @APIResponse(responseCode = "404", description = "There is none of that name")
    public Uni<WindowPolicyView> get(String name) {
        return store.find(pool, name).map(found -> WindowPolicyView.of(found.orElseThrow(() -> noSuchPolicy(name))));
    }

    @PUT
    @Path("/{name}")
    @ArmAction("Offpeak.Orchestrator/windows/write")
    @Operation(
            summary =
                    "Choose the off-peak hours of a scope: the narrowest one wins, in the order VM, tag, resource group, subscription, platform")
    @APIResponse(responseCode = "200", description = "It stands in place of the one of that name")
    @APIResponse(responseCode = "201", description = "It is new")
    @APIResponse(responseCode = "400", description = "The body is wrong; the error says what to change")
    @APIResponse(responseCode = "409", description = "Another policy has that scope")
    public Uni<Response> put(String name, WindowPolicyRequest request) {
        if (request == null) {
            throw ArmRefusal.invalidRequestContent(
                            "The request needs a body such as {\"scope\": \"/\", \"start\": \"22:00\", \"end\": \"06:00\"}.")
                    .asException();
        }
        WindowPolicy policy = request.toPolicy(name, clock.now());
        return policies.put(policy, callers.current()).map(kept -> {
            Response.ResponseBuilder answer =
                    switch (kept) {
                        case CREATED -> Response.created(URI.create(urls.absolute("/policies/windows/" + name)));
                        case REPLACED -> Response.ok();
                        case SCOPE_TAKEN ->
                            throw ArmRefusal.conflict(
                                            "Another policy has the scope "
                                                    + policy.scope().id()
                                                    + " already: change that one, or choose another scope. GET /policies/windows lists them all.")
                                    .about("scope")
                                    .asException();
                    };
            return answer.entity(WindowPolicyView.of(policy)).build();
        });
    }

    @DELETE
    @Path("/{name}")
    @ArmAction("Offpeak.Orchestrator/windows/delete")
    @Operation(summary = "End an off-peak policy: the next wider scope's counts from now on")
    @APIResponse(responseCode = "204", description = "It is gone")
    @APIResponse(responseCode = "404", description = "There is none of that name")
    public Uni<Response> delete(String name) {
        return policies.delete(name, callers.current()).map(deleted -> {
            if (!deleted) {
                throw noSuchPolicy(name);
            }
            return Response.noContent().build();
        });
    }

    private static RefusedException noSuchPolicy(String name) {
        return ArmRefusal.notFound("There is no off-peak policy '" + name + "'. GET /policies/windows lists them all.")
                .asException();
    }
}
