package dev.offpeak.orchestrator.store;

import dev.offpeak.orchestrator.domain.ExternalWord;
import dev.offpeak.orchestrator.domain.PhaseState;
import dev.offpeak.orchestrator.domain.Ring;
import dev.offpeak.orchestrator.planner.Assignment;
import dev.offpeak.orchestrator.planner.LanePlan;
import dev.offpeak.orchestrator.planner.PhasePlan;
import dev.offpeak.orchestrator.planner.StepPlan;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A stored plan and how far it is. Phases by number, lanes by region, steps by number. */
public record PlanRows(List<Phase> phases) {
    /**
     * One phase; instants are platform time.
     *
     * @param word what somebody outside said to its start; empty when nobody spoke
     */
    public record Phase(
            int number,
            Ring ring,
            PhaseState state,
            Optional<Instant> startedAt,
            Optional<Instant> endedAt,
            Optional<ExternalWord> word,
            List<Lane> lanes) {}

    /**
     * One region.
     *
     * @param step number of the open step; 0 while waiting
     * @param batch number of the open batch in it; 0 while waiting
     */
    public record Lane(String region, PhaseState state, int step, int batch, List<StepPlan> steps) {}

    /** As the planner wrote it. */
    public List<PhasePlan> asPlan() {
        return phases.stream()
                .map(phase -> new PhasePlan(
                        phase.number(),
                        phase.ring(),
                        phase.lanes().stream()
                                .map(lane -> new LanePlan(lane.region(), lane.steps()))
                                .toList()))
                .toList();
    }

    /** What was said to the start of phases, by their number. */
    public Map<Integer, ExternalWord> words() {
        Map<Integer, ExternalWord> words = new HashMap<>();
        phases.forEach(phase -> phase.word().ifPresent(word -> words.put(phase.number(), word)));
        return words;
    }

    /** When the phases that have started did so, by their number. */
    public Map<Integer, Instant> startedAt() {
        Map<Integer, Instant> started = new HashMap<>();
        phases.forEach(phase -> phase.startedAt().ifPresent(at -> started.put(phase.number(), at)));
        return started;
    }

    /** Numbers of the phases that are through. */
    public Set<Integer> over() {
        return phases.stream()
                .filter(phase -> phase.state().isTerminal())
                .map(Phase::number)
                .collect(Collectors.toSet());
    }

    /** The lane of a ring's VMs in a region. */
    public Optional<Lane> lane(Ring ring, String region) {
        return phases.stream()
                .filter(phase -> phase.ring() == ring)
                .flatMap(phase -> phase.lanes().stream())
                .filter(lane -> lane.region().equals(region))
                .findFirst();
    }

    /** Whether the plan has that place already. */
    public boolean has(Assignment slot) {
        return phases.stream()
                .filter(phase -> phase.number() == slot.phase())
                .flatMap(phase -> phase.lanes().stream())
                .filter(lane -> lane.region().equals(slot.region()))
                .flatMap(lane -> lane.steps().stream())
                .anyMatch(step -> step.number() == slot.step() && step.batches() >= slot.batch());
    }
}
