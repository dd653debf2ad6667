package dev.offpeak.orchestrator.api;

import dev.offpeak.arm.ArmAction;
import dev.offpeak.arm.ArmRefusal;
import dev.offpeak.arm.Page;
import dev.offpeak.arm.RequestUrls;
import dev.offpeak.orchestrator.conductor.RolloutControl;
import dev.offpeak.orchestrator.store.Release;
import dev.offpeak.orchestrator.store.RolloutStore;
import dev.offpeak.regions.RegionCatalog;
import dev.offpeak.time.PlatformClock;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Releases: one month's patches each. */
@Produces(MediaType.APPLICATION_JSON)
@Path("/releases")
@Tag(name = "Releases")
public class ReleasesResource {
    private final RolloutControl control;
    private final RolloutStore store;
    private final Pool pool;
    private final PlatformClock clock;
    private final RegionCatalog regions;
    private final RequestUrls urls;
    private final Callers callers;

    ReleasesResource(
            RolloutControl control,
            RolloutStore store,
            Pool pool,
            PlatformClock clock,
            RegionCatalog regions,
            RequestUrls urls,
            Callers callers) {
        this.control = control;
        this.store = store;
        this.pool = pool;
        this.clock = clock;
        this.regions = regions;
        this.urls = urls;
        this.callers = callers;
    }

    @POST
    @ArmAction("Offpeak.Orchestrator/releases/write")
    @Operation(summary = "Publish a release: a rollout carries it to the fleet")
    @APIResponse(
            responseCode = "201",
            description = "Published; Location is the release, its rollout is named in the body")
    @APIResponse(responseCode = "400", description = "The body is wrong; the error says what to change")
    @APIResponse(responseCode = "409", description = "A release of that name exists")
    public Uni<Response> publish(ReleaseRequest request) {
        if (request == null) {
            throw ArmRefusal.invalidRequestContent("The request needs a body such as {\"name\": \"2026-11\"}.")
                    .asException();
        }
        Release release = request.toRelease(clock.now(), regions);
        return control.publish(release, callers.current()).map(published -> {
            if (!published) {
                throw ArmRefusal.conflict("A release '" + release.name() + "' exists already: choose another name.")
                        .about("name")
                        .asException();
            }
            return Response.created(URI.create(urls.absolute("/releases/" + release.name())))
                    .entity(view(release))
                    .build();
        });
    }

    @GET
    @ArmAction("Offpeak.Orchestrator/releases/read")
    @Operation(summary = "All releases, newest first")
    public Uni<Page<ReleaseView>> list() {
        return store.releases(pool).map(releases -> Page.all(releases).map(this::view));
    }

    @GET
    @Path("/{name}")
    @ArmAction("Offpeak.Orchestrator/releases/read")
    @Operation(summary = "One release")
    @APIResponse(responseCode = "200", description = "The release")
    @APIResponse(responseCode = "404", description = "There is no release of that name")
    public Uni<ReleaseView> get(String name) {
        return store.findRelease(pool, name).map(found -> found.map(this::view).orElseThrow(() -> ArmRefusal.notFound(
                        "There is no release '" + name + "'. GET /releases lists them all.")
                .asException()));
    }

    private ReleaseView view(Release release) {
        return ReleaseView.of(release, urls.absolute("/rollouts/" + release.rolloutId()));
    }
}
