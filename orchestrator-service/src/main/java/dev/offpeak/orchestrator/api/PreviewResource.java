package dev.offpeak.orchestrator.api;

import dev.offpeak.arm.ArmAction;
import dev.offpeak.arm.ArmRefusal;
import dev.offpeak.orchestrator.conductor.Previews;
import dev.offpeak.orchestrator.store.Release;
import dev.offpeak.regions.RegionCatalog;
import dev.offpeak.time.PlatformClock;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What a rollout would be like, before anybody publishes anything (rule U6). */
@Produces(MediaType.APPLICATION_JSON)
@Path("/rollouts/preview")
@Tag(name = "Rollouts")
public class PreviewResource {
    private final Previews previews;
    private final PlatformClock clock;
    private final RegionCatalog regions;

    PreviewResource(Previews previews, PlatformClock clock, RegionCatalog regions) {
        this.previews = previews;
        this.clock = clock;
        this.regions = regions;
    }

    @POST
    @ArmAction("Offpeak.Orchestrator/rollouts/preview/action")
    @Operation(
            summary =
                    "Plan a release for the present fleet, with its forecast per phase and region, and store nothing; the body is that of POST /releases, all of it optional")
    @APIResponse(responseCode = "200", description = "The plan, and how close it comes to its deadline")
    @APIResponse(responseCode = "400", description = "The body is wrong; the error says what to change")
    @APIResponse(responseCode = "409", description = "This replica is busy with another preview")
    public Uni<PreviewView> preview(ReleaseRequest request) {
        Release release = Optional.ofNullable(request)
                .orElse(ReleaseRequest.EMPTY)
                .orNamed("preview")
                .toRelease(clock.now(), regions);
        return previews.of(release).map(found -> found.map(preview -> PreviewView.of(release, preview))
                .orElseThrow(() -> ArmRefusal.conflict(
                                "Another preview is being made here; ask again when it is through, in a few seconds.")
                        .asException()));
    }
}
