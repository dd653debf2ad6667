package dev.offpeak.orchestrator.api;

import dev.offpeak.arm.ArmAction;
import dev.offpeak.arm.ArmRefusal;
import dev.offpeak.arm.Page;
import dev.offpeak.arm.Paging;
import dev.offpeak.orchestrator.conductor.RolloutControl;
import dev.offpeak.orchestrator.domain.Caller;
import dev.offpeak.orchestrator.domain.HoldReason;
import dev.offpeak.orchestrator.domain.VmProgress;
import dev.offpeak.orchestrator.store.VmFilter;
import dev.offpeak.regions.RegionCatalog;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The VMs of a rollout: when each one's turn comes, and why it has not come yet (rule U2). */
@Produces(MediaType.APPLICATION_JSON)
@Path("/rollouts/{id}/vms")
@Tag(name = "Rollouts")
public class RolloutVmsResource {
    private final RolloutControl control;
    private final RolloutViews views;
    private final Paging paging;
    private final Callers callers;

    RolloutVmsResource(RolloutControl control, RolloutViews views, Paging paging, Callers callers) {
        this.control = control;
        this.views = views;
        this.paging = paging;
        this.callers = callers;
    }

    @GET
    @ArmAction("Offpeak.Orchestrator/rollouts/vms/read")
    @Operation(summary = "A rollout's VMs by id, in pages ($top, $skiptoken)")
    public Uni<Page<VmView>> vms(
            String id,
            @Parameter(description = "Waiting, InFlight, Succeeded, Partial or Failed") @QueryParam("state")
                    String state,
            @Parameter(description = "Such as westeurope") @QueryParam("region") String region,
            @Parameter(description = "A hold reason, such as OutsideWindow") @QueryParam("hold") String hold) {
        Paging.Wanted wanted = paging.requested();
        VmFilter filter = new VmFilter(
                word("state", VmProgress.values(), state),
                Optional.ofNullable(region).map(RegionCatalog::normalize),
                word("hold", HoldReason.values(), hold),
                Optional.empty(),
                wanted.after(),
                wanted.limit());
        return views.find(id)
                .chain(rollout -> views.vms(rollout, filter).map(vms -> paging.page(wanted, vms, VmView::vmId)));
    }

    @GET
    @Path("/{vmId}")
    @ArmAction("Offpeak.Orchestrator/rollouts/vms/read")
    @Operation(summary = "One VM: state, when its turn comes, why not yet, who holds what it waits for (rule U2)")
    public Uni<VmView> vm(String id, String vmId) {
        VmFilter filter = new VmFilter(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(vmId), Optional.empty(), 1);
        return views.find(id)
                .chain(rollout -> views.vms(rollout, filter))
                .map(vms -> vms.stream().findFirst().orElseThrow(() -> ArmRefusal.notFound(
                                "The rollout has no VM '" + vmId + "'. GET /rollouts/" + id + "/vms lists them all.")
                        .asException()));
    }

    @POST
    @Path("/{vmId}/release-hold")
    @ArmAction("Offpeak.Orchestrator/rollouts/vms/releaseHold/action")
    @Operation(
            summary = "Take it on your word that a VM is well: its availability set is no longer held for it (rule O7)")
    @APIResponse(responseCode = "204", description = "Its set is not held for it any more")
    @APIResponse(responseCode = "409", description = "It holds nothing")
    public Uni<Response> releaseHold(String id, String vmId) {
        Caller by = callers.current();
        return vm(id, vmId).chain(() -> control.releaseHold(id, vmId, by)).map(released -> {
            if (!released) {
                throw ArmRefusal.conflict("VM '" + vmId + "' holds no availability set; there is nothing to release.")
                        .asException();
            }
            return Response.noContent().build();
        });
    }

    private static <E extends Enum<E>> Optional<E> word(String target, E[] values, String given) {
        if (given == null) {
            return Optional.empty();
        }
        return Optional.of(Arrays.stream(values)
                .filter(value -> value.toString().equalsIgnoreCase(given))
                .findFirst()
                .orElseThrow(() -> ArmRefusal.invalidParameter(
                                target,
                                "'" + given + "' is not allowed for '" + target + "'. Use one of "
                                        + Arrays.stream(values).map(E::toString).collect(Collectors.joining(", "))
                                        + ".")
                        .asException()));
    }
}
