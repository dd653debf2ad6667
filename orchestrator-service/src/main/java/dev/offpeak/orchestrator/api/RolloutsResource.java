package dev.offpeak.orchestrator.api;

import dev.offpeak.arm.ArmAction;
import dev.offpeak.arm.ArmRefusal;
import dev.offpeak.arm.Page;
import dev.offpeak.orchestrator.conductor.RolloutControl;
import dev.offpeak.orchestrator.store.Rollout;
import dev.offpeak.time.PlatformClock;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Rollouts: watch them, stop them, go on (rules U2, U6). */
@Produces(MediaType.APPLICATION_JSON)
@Path("/rollouts")
@Tag(name = "Rollouts")
public class RolloutsResource {
    private final RolloutControl control;
    private final RolloutViews views;
    private final PlatformClock clock;
    private final Callers callers;

    RolloutsResource(RolloutControl control, RolloutViews views, PlatformClock clock, Callers callers) {
        this.control = control;
        this.views = views;
        this.clock = clock;
        this.callers = callers;
    }

    @GET
    @ArmAction("Offpeak.Orchestrator/rollouts/read")
    @Operation(summary = "All rollouts, newest release first; without their phases")
    public Uni<Page<RolloutView>> list() {
        return views.all()
                .onItem()
                .transformToMulti(found -> Multi.createFrom().iterable(found))
                .onItem()
                .transformToUniAndConcatenate(rollout -> views.entry(rollout))
                .collect()
                .asList()
                .map(Page::all);
    }

    @GET
    @Path("/{id}")
    @ArmAction("Offpeak.Orchestrator/rollouts/read")
    @Operation(summary = "One rollout: state, counts, hold reasons, phases, forecast, evidence of a halt")
    @APIResponse(responseCode = "200", description = "The rollout")
    @APIResponse(responseCode = "404", description = "There is no such rollout")
    public Uni<RolloutView> get(String id) {
        return views.find(id).chain(rollout -> views.view(rollout));
    }

    @POST
    @Path("/{id}/approve")
    @ArmAction("Offpeak.Orchestrator/rollouts/approve/action")
    @Operation(summary = "Approve its plan, where the policy asks for an approval: nothing begins before it (rule U6)")
    @APIResponse(responseCode = "200", description = "Approved; it begins by itself")
    @APIResponse(responseCode = "409", description = "It has no plan yet, or has begun, or is over")
    public Uni<RolloutView> approve(String id) {
        return answer(id, "approved", control.approve(id, callers.current()));
    }

    @POST
    @Path("/{id}/pause")
    @ArmAction("Offpeak.Orchestrator/rollouts/pause/action")
    @Operation(summary = "Give no further orders until it is resumed; what is in flight goes on to its end")
    @APIResponse(responseCode = "200", description = "Paused")
    @APIResponse(responseCode = "409", description = "Its state does not allow it")
    public Uni<RolloutView> pause(String id) {
        return answer(id, "paused", control.pause(id, callers.current()));
    }

    @POST
    @Path("/{id}/resume")
    @ArmAction("Offpeak.Orchestrator/rollouts/resume/action")
    @Operation(summary = "Go on after a pause or a halt; what failed before a halt is tried anew")
    @APIResponse(responseCode = "200", description = "In progress again")
    @APIResponse(responseCode = "409", description = "Its state does not allow it")
    public Uni<RolloutView> resume(String id) {
        return answer(id, "resumed", control.resume(id, callers.current()));
    }

    @POST
    @Path("/{id}/cancel")
    @ArmAction("Offpeak.Orchestrator/rollouts/cancel/action")
    @Operation(summary = "Give no further orders, for good; what is in flight goes on to its end")
    @APIResponse(responseCode = "200", description = "Canceled")
    @APIResponse(responseCode = "409", description = "Its state does not allow it")
    public Uni<RolloutView> cancel(String id) {
        return answer(id, "canceled", control.cancel(id, callers.current()));
    }

    @POST
    @Path("/{id}/withdraw")
    @ArmAction("Offpeak.Orchestrator/rollouts/withdraw/action")
    @Operation(
            summary =
                    "Go on without a patch, also after a halt; orders that no guest has begun are void, and given anew without it (rule U4)")
    @APIResponse(responseCode = "200", description = "No order installs it any more")
    @APIResponse(responseCode = "400", description = "The body is wrong; the error says what to change")
    @APIResponse(responseCode = "409", description = "The rollout is over")
    public Uni<RolloutView> withdraw(String id, WithdrawRequest request) {
        if (request == null) {
            throw ArmRefusal.invalidRequestContent(
                            "The request needs a body such as {\"patch\": \"KB5031364\", \"reason\": \"breaks printing\"}.")
                    .asException();
        }
        return answer(
                id, "continued without a patch", control.withdraw(id, request.toPatch(clock.now()), callers.current()));
    }

    private Uni<RolloutView> answer(String id, String wish, Uni<Optional<RolloutControl.Answer>> moved) {
        return moved.chain(found -> {
            RolloutControl.Answer answer = found.orElseThrow(() -> RolloutViews.noSuchRollout(id));
            if (!answer.done()) {
                throw ArmRefusal.operationNotAllowed(
                                "The rollout of '" + answer.rollout().releaseName() + "' can't be " + wish
                                        + " in state " + answer.rollout().state() + "; " + advice(answer.rollout()))
                        .asException();
            }
            return views.view(answer.rollout());
        });
    }

    private static String advice(Rollout rollout) {
        return switch (rollout.state()) {
            case AWAITING_APPROVAL ->
                rollout.plannedAt().isPresent()
                        ? "approve it with POST /rollouts/" + rollout.id() + "/approve, or cancel it."
                        : "it has no plan yet: see that its release is published, and approve the plan then.";
            case PLANNED -> "it starts by itself as soon as it may.";
            case IN_PROGRESS -> "it is under way.";
            case PAUSED, HALTED -> "resume or cancel it.";
            case COMPLETED, COMPLETED_WITH_WARNINGS, CANCELED -> "it is over: publish another release.";
        };
    }
}
