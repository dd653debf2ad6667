package dev.offpeak.orchestrator.api;

import dev.offpeak.arm.ArmAction;
import dev.offpeak.arm.ArmRefusal;
import dev.offpeak.arm.Page;
import dev.offpeak.arm.Paging;
import dev.offpeak.arm.RefusedException;
import dev.offpeak.orchestrator.conductor.RolloutControl;
import dev.offpeak.orchestrator.domain.Caller;
import dev.offpeak.orchestrator.domain.ExternalWord;
import dev.offpeak.orchestrator.domain.HoldReason;
import dev.offpeak.orchestrator.domain.VmProgress;
import dev.offpeak.orchestrator.store.DispatchStore;
import dev.offpeak.orchestrator.store.PlanStore;
import dev.offpeak.orchestrator.store.Rollout;
import dev.offpeak.orchestrator.store.RolloutStore;
import dev.offpeak.orchestrator.store.StandingStore;
import dev.offpeak.orchestrator.store.StopStore;
import dev.offpeak.orchestrator.store.VmFilter;
import dev.offpeak.regions.RegionCatalog;
import dev.offpeak.time.PlatformClock;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Rollouts: watch them, stop them, go on (rules U2, U6). */
@Path("/rollouts")
@Tag(name = "Rollouts")
public class RolloutsResource {
    private final RolloutControl control;
    private final RolloutStore rollouts;
    private final PlanStore plans;
    private final DispatchStore dispatch;
    private final StandingStore standings;
    private final StopStore stops;
    private final Pool pool;
    private final PlatformClock clock;
    private final Paging paging;
    private final Callers callers;

    RolloutsResource(
            RolloutControl control,
            RolloutStore rollouts,
            PlanStore plans,
            DispatchStore dispatch,
            StandingStore standings,
            StopStore stops,
            Pool pool,
            PlatformClock clock,
            Paging paging,
            Callers callers) {
        this.control = control;
        this.rollouts = rollouts;
        this.plans = plans;
        this.dispatch = dispatch;
        this.standings = standings;
        this.stops = stops;
        this.pool = pool;
        this.clock = clock;
        this.paging = paging;
        this.callers = callers;
    }

    @GET
    @ArmAction("Offpeak.Orchestrator/rollouts/read")
    @Operation(summary = "All rollouts, newest release first; without their phases")
    public Uni<Page<RolloutView>> list() {
        return rollouts.rollouts(pool)
                .onItem()
                .transformToMulti(found -> Multi.createFrom().iterable(found))
                .onItem()
                .transformToUniAndConcatenate(rollout -> view(rollout, false))
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
        return find(id).chain(rollout -> view(rollout, true));
    }

    @GET
    @Path("/{id}/phases")
    @ArmAction("Offpeak.Orchestrator/rollouts/read")
    @Operation(summary = "A rollout's phases with their regions, zones and batches")
    public Uni<Page<PhaseView>> phases(String id) {
        return find(id).chain(rollout -> phasesOf(rollout)).map(Page::all);
    }

    @PUT
    @Path("/{id}/phases/{number}/word")
    @ArmAction("Offpeak.Orchestrator/rollouts/phases/word/write")
    @Operation(
            summary =
                    "Say whether a phase may start, where the policy has an externalGate: without a word it waits, a no halts the rollout (rule U6)")
    @APIResponse(responseCode = "200", description = "The phase, with the word")
    @APIResponse(responseCode = "404", description = "There is no such rollout or phase")
    @APIResponse(responseCode = "409", description = "The phase has started already, or waits for nobody's word")
    public Uni<PhaseView> say(String id, int number, WordRequest request) {
        if (request == null) {
            throw ArmRefusal.invalidRequestContent(
                            "The request needs a body such as {\"go\": true, \"by\": \"the test pipeline\", \"why\": \"all passed\"}.")
                    .asException();
        }
        ExternalWord word = request.toWord(clock.now());
        Caller by = callers.current();
        return find(id).chain(rollout -> phase(rollout, number)
                .invoke(phase -> requireGate(rollout, number))
                .chain(() -> control.say(rollout.id(), number, word, by))
                .chain(said -> {
                    if (!said) {
                        throw ArmRefusal.operationNotAllowed(
                                        "Phase " + number
                                                + " has started already: pause the rollout to stop it, or speak for a later phase.")
                                .asException();
                    }
                    return phase(rollout, number);
                }));
    }

    private Uni<PhaseView> phase(Rollout rollout, int number) {
        return phasesOf(rollout).map(phases -> phases.stream()
                .filter(phase -> phase.number() == number)
                .findFirst()
                .orElseThrow(() -> ArmRefusal.notFound("The rollout has no phase " + number + ". GET /rollouts/"
                                + rollout.id() + "/phases lists them all.")
                        .asException()));
    }

    private static void requireGate(Rollout rollout, int number) {
        if (!rollout.policy().externalGate()) {
            throw ArmRefusal.operationNotAllowed(
                            "The phases of this rollout wait for nobody's word: publish releases with 'policy.externalGate' to have them wait, or pause this one.")
                    .asException();
        }
        if (number == 1) {
            throw ArmRefusal.operationNotAllowed(
                            "The first phase waits for nobody's word: what it shows is what the word on the next one goes by.")
                    .asException();
        }
    }

    @GET
    @Path("/{id}/vms")
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
        return find(id).chain(rollout -> views(rollout, filter).map(vms -> paging.page(wanted, vms, VmView::vmId)));
    }

    @GET
    @Path("/{id}/vms/{vmId}")
    @ArmAction("Offpeak.Orchestrator/rollouts/vms/read")
    @Operation(summary = "One VM: state, when its turn comes, why not yet, who holds what it waits for (rule U2)")
    public Uni<VmView> vm(String id, String vmId) {
        VmFilter filter = new VmFilter(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(vmId), Optional.empty(), 1);
        return find(id).chain(rollout -> views(rollout, filter))
                .map(vms -> vms.stream().findFirst().orElseThrow(() -> ArmRefusal.notFound(
                                "The rollout has no VM '" + vmId + "'. GET /rollouts/" + id + "/vms lists them all.")
                        .asException()));
    }

    private Uni<List<VmView>> views(Rollout rollout, VmFilter filter) {
        return standings.vms(pool, rollout.id(), filter).chain(vms -> plans.read(pool, rollout.id())
                .chain(plan -> present().map(present -> vms.stream()
                        .map(vm -> VmView.of(vm, rollout, plan, present))
                        .toList())));
    }

    private Uni<Present> present() {
        return stops.current(pool).map(stop -> new Present(clock.now(), stop.isPresent()));
    }

    @POST
    @Path("/{id}/vms/{vmId}/release-hold")
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
            RolloutControl.Answer answer = found.orElseThrow(() -> noSuchRollout(id));
            if (!answer.done()) {
                throw ArmRefusal.operationNotAllowed(
                                "The rollout of '" + answer.rollout().releaseName() + "' can't be " + wish
                                        + " in state " + answer.rollout().state() + "; " + advice(answer.rollout()))
                        .asException();
            }
            return view(answer.rollout(), true);
        });
    }

    private static String advice(Rollout rollout) {
        return switch (rollout.state()) {
            case PLANNED -> "it starts by itself as soon as it may.";
            case IN_PROGRESS -> "it is under way.";
            case PAUSED, HALTED -> "resume or cancel it.";
            case COMPLETED, COMPLETED_WITH_WARNINGS, CANCELED -> "it is over: publish another release.";
        };
    }

    private Uni<RolloutView> view(Rollout rollout, boolean withPhases) {
        return dispatch.tallies(pool, rollout.id())
                .chain(tallies -> standings.held(pool, rollout.id()).chain(held -> (withPhases
                                ? plans.read(pool, rollout.id())
                                        .map(plan -> Optional.of(PhaseView.of(plan, rollout.forecast(), tallies)))
                                : Uni.createFrom().item(Optional.<List<PhaseView>>empty()))
                        .chain(phases -> present()
                                .map(present -> RolloutView.of(
                                        rollout, PhaseView.count(tallies, tally -> true), held, phases, present)))));
    }

    private Uni<List<PhaseView>> phasesOf(Rollout rollout) {
        return plans.read(pool, rollout.id()).chain(plan -> dispatch.tallies(pool, rollout.id())
                .map(tallies -> PhaseView.of(plan, rollout.forecast(), tallies)));
    }

    private Uni<Rollout> find(String id) {
        return rollouts.find(pool, id).map(found -> found.orElseThrow(() -> noSuchRollout(id)));
    }

    private static RefusedException noSuchRollout(String id) {
        return ArmRefusal.notFound("There is no rollout '" + id + "'. GET /rollouts lists them all.")
                .asException();
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
