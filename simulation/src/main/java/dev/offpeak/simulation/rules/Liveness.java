package dev.offpeak.simulation.rules;

import dev.offpeak.orchestrator.domain.VmProgress;
import dev.offpeak.orchestrator.store.Rollout;
import dev.offpeak.simulation.memory.AssignmentRow;
import dev.offpeak.simulation.world.World;
import java.util.ArrayList;
import java.util.List;

/** What must have come about once everything is healed: every VM that stands ready is patched, and nothing is held for good. */
public final class Liveness {
    private Liveness() {}

    /** What did not come about, a sentence each that begins with the rule. */
    public static List<String> broken(World world) {
        List<String> broken = new ArrayList<>();
        if (world.database().rollouts().isEmpty()) {
            broken.add("L2 No rollout ever began.");
        }
        for (Rollout rollout : world.database().rollouts().all()) {
            if (!rollout.state().isTerminal()) {
                broken.add("L2 Rollout " + rollout.id() + " is still " + rollout.state() + ".");
            }
            for (AssignmentRow row :
                    world.database().assignmentsOf(rollout.id()).values()) {
                boolean ready =
                        world.compute().machines().get(row.slot().vm().value()).isReady();
                if (ready && row.state() != VmProgress.SUCCEEDED) {
                    broken.add("L1 VM " + row.slot().vm() + " stands ready, but is " + row.state() + ": " + row.hold()
                            + " " + row.lastError());
                }
            }
        }
        world.database().inFlight().all().forEach(flight -> broken.add("S7 " + flight + " never ended."));
        world.database()
                .outbox()
                .entries()
                .forEach((number, message) -> broken.add("S9 Message " + number + " was never sent: " + message));
        world.database().setHolds().all().forEach(hold -> {
            if (world.compute().machines().get(hold.vmId()).isReady()) {
                broken.add("L4 " + hold + " is held for good.");
            }
        });
        return broken;
    }
}
