package dev.offpeak.orchestrator.api;

import dev.offpeak.arm.ArmAction;
import dev.offpeak.arm.ArmRefusal;
import dev.offpeak.arm.Page;
import dev.offpeak.orchestrator.conductor.RolloutControl;
import dev.offpeak.orchestrator.domain.Caller;
import dev.offpeak.orchestrator.domain.ExternalWord;
import dev.offpeak.orchestrator.store.Rollout;
import dev.offpeak.time.PlatformClock;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The phases of a rollout, and what people and pipelines say to their start (rule U6). */
@Produces(MediaType.APPLICATION_JSON)
@Path("/rollouts/{id}/phases")
@Tag(name = "Rollouts")
public class RolloutPhasesResource {
    private final RolloutControl control;
    private final RolloutViews views;
    private final PlatformClock clock;
    private final Callers callers;

    RolloutPhasesResource(RolloutControl control, RolloutViews views, PlatformClock clock, Callers callers) {
        this.control = control;
        this.views = views;
        this.clock = clock;
        this.callers = callers;
    }

    @GET
    @ArmAction("Offpeak.Orchestrator/rollouts/read")
    @Operation(summary = "A rollout's phases with their regions, zones and batches")
    public Uni<Page<PhaseView>> phases(String id) {
        return views.find(id).chain(rollout -> views.phasesOf(rollout)).map(Page::all);
    }

    @PUT
    @Path("/{number}/word")
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
        return views.find(id).chain(rollout -> phase(rollout, number)
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
        return views.phasesOf(rollout).map(phases -> phases.stream()
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
}
