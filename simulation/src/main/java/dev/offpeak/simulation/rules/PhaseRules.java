package dev.offpeak.simulation.rules;

import dev.offpeak.orchestrator.domain.PhaseState;
import dev.offpeak.orchestrator.domain.VmProgress;
import dev.offpeak.orchestrator.store.PlanRows;
import dev.offpeak.orchestrator.store.Rollout;
import dev.offpeak.simulation.memory.AssignmentRow;
import dev.offpeak.simulation.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** O1 and O9 for every move of a plan: phases in turn, baked, and nothing passes a gate with more failures than are tolerated. */
final class PhaseRules implements Rule {
    private final World world;
    private final Map<String, PlanRows> before = new HashMap<>();
    private final Map<String, Instant> starts = new HashMap<>();
    private long seen = -1;

    PhaseRules(World world) {
        this.world = world;
    }

    @Override
    public List<String> broken() {
        List<String> broken = new ArrayList<>();
        if (world.database().plans().changes() != seen) {
            seen = world.database().plans().changes();
            world.database().plans().entries().forEach((rollout, plan) -> {
                PlanRows was = before.put(rollout, plan);
                if (was != plan) {
                    moved(world.database().rollouts().find(rollout).orElseThrow(), plan, was, broken);
                }
            });
        }
        return broken;
    }

    private void moved(Rollout rollout, PlanRows plan, PlanRows was, List<String> broken) {
        Map<Integer, PlanRows.Phase> phasesBefore = new HashMap<>();
        if (was != null) {
            was.phases().forEach(phase -> phasesBefore.put(phase.number(), phase));
        }
        PlanRows.Phase previous = null;
        for (PlanRows.Phase phase : plan.phases()) {
            PlanRows.Phase phaseBefore = phasesBefore.getOrDefault(phase.number(), phase);
            if (phase.state() != PhaseState.WAITING && phaseBefore.state() == PhaseState.WAITING) {
                started(rollout, phase, previous, broken);
            }
            if (phase.state() == PhaseState.COMPLETED && phaseBefore.state() == PhaseState.IN_PROGRESS) {
                passed(rollout, "phase " + phase.number(), row -> row.slot().phase() == phase.number(), broken);
            }
            lanes(rollout, phase, phaseBefore, broken);
            previous = phase;
        }
    }

    private void started(Rollout rollout, PlanRows.Phase phase, PlanRows.Phase previous, List<String> broken) {
        String key = rollout.id() + "/" + phase.number();
        starts.put(key, world.timeline().now());
        if (previous == null) {
            return;
        }
        if (previous.state() != PhaseState.COMPLETED) {
            broken.add("O1 Phase " + phase.number() + " started before phase " + previous.number() + " was through.");
        }
        Duration baked = Duration.between(
                starts.get(rollout.id() + "/" + previous.number()),
                world.timeline().now());
        // Two replicas' clocks may be that far apart, and a slow database may keep a start waiting before it stands.
        if (baked.plusMinutes(12).compareTo(rollout.policy().bakeTime()) < 0) {
            broken.add("O9 Phase " + phase.number() + " started " + baked + " after the one before.");
        }
    }

    private void lanes(Rollout rollout, PlanRows.Phase phase, PlanRows.Phase phaseBefore, List<String> broken) {
        Map<String, PlanRows.Lane> lanesBefore = new HashMap<>();
        phaseBefore.lanes().forEach(lane -> lanesBefore.put(lane.region(), lane));
        for (PlanRows.Lane lane : phase.lanes()) {
            PlanRows.Lane laneBefore = lanesBefore.getOrDefault(lane.region(), lane);
            boolean leavesBatch = laneBefore.state() == PhaseState.IN_PROGRESS
                    && (lane.state() != laneBefore.state()
                            || lane.step() != laneBefore.step()
                            || lane.batch() != laneBefore.batch());
            if (leavesBatch) {
                passed(
                        rollout,
                        "batch " + laneBefore.step() + "." + laneBefore.batch() + " of " + lane.region(),
                        row -> row.slot().phase() == phase.number()
                                && row.slot().region().equals(lane.region())
                                && row.slot().step() == laneBefore.step()
                                && row.slot().batch() == laneBefore.batch(),
                        broken);
            }
        }
    }

    private void passed(Rollout rollout, String what, Predicate<AssignmentRow> which, List<String> broken) {
        int failed = 0;
        int eligible = 0;
        for (AssignmentRow row : world.database().assignmentsOf(rollout.id()).values()) {
            boolean exists = !world.database()
                    .vms()
                    .find(row.slot().vm().value())
                    .orElseThrow()
                    .deleted();
            if (which.test(row) && (exists || row.state() == VmProgress.IN_FLIGHT)) {
                failed += row.state() == VmProgress.FAILED ? 1 : 0;
                eligible += row.state() == VmProgress.WAITING ? 0 : 1;
                if (row.state() == VmProgress.IN_FLIGHT && row.attempts() == 1) {
                    broken.add(
                            "O1 " + what + " was through while VM " + row.slot().vm() + " was in flight.");
                }
            }
        }
        if (failed > Math.ceil(rollout.policy().maxFailedShare() * eligible - 1e-6)) {
            broken.add("O9 " + what + " passed with " + failed + " of " + eligible + " VMs failed.");
        }
    }
}
