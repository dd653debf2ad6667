package dev.offpeak.simulation.rules;

import dev.offpeak.contracts.HealthVerdict;
import dev.offpeak.orchestrator.domain.InstallationState;
import dev.offpeak.orchestrator.store.Installation;
import dev.offpeak.simulation.memory.FlightRow;
import dev.offpeak.simulation.memory.InstallationRow;
import dev.offpeak.simulation.world.Machine;
import dev.offpeak.simulation.world.World;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** O3, O7, S6, S8 and S16: what becomes of orders, held against what the guests truly do. */
final class OutcomeRules implements Rule {
    private final World world;
    private final Map<String, InstallationRow> concluded = new HashMap<>();
    private long seen = -1;

    OutcomeRules(World world) {
        this.world = world;
    }

    @Override
    public List<String> broken() {
        List<String> broken = new ArrayList<>(
                world.begunTwice().stream().map(what -> "S6 " + what).toList());
        world.compute().wentBack().forEach(what -> broken.add("S16 " + what));
        for (Machine machine : world.compute().machines().values()) {
            machine.working().ifPresent(order -> {
                Optional<String> slot =
                        world.database().inFlight().find(machine.id()).map(FlightRow::activityId);
                if (!slot.equals(Optional.of(order.activityId()))) {
                    broken.add("O7 VM " + machine.id() + " is at work on " + order.activityId() + " without its slot.");
                }
            });
        }
        if (world.database().installations().changes() != seen) {
            seen = world.database().installations().changes();
            world.database().installations().all().forEach(row -> judge(row, broken));
        }
        return broken;
    }

    private void judge(InstallationRow row, List<String> broken) {
        if (row.concludedAt().isEmpty()) {
            return;
        }
        Installation now = row.installation();
        InstallationRow before = concluded.put(now.activityId(), row);
        if (before != null) {
            if (!before.installation().equals(now) || !before.concludedAt().equals(row.concludedAt())) {
                broken.add("S8 Installation " + now.activityId() + " changed after its end.");
            }
            return;
        }
        Machine machine = world.compute().machines().get(now.vmId());
        if (now.state() == InstallationState.SUCCEEDED) {
            if (machine.verdicts().get(now.activityId()) != HealthVerdict.HEALTHY) {
                broken.add("O3 Installation " + now.activityId() + " succeeded without good health.");
            }
            if (!machine.succeeded().contains(now.activityId())) {
                broken.add("O3 Installation " + now.activityId() + " succeeded, but not in the guest.");
            }
        }
        if (now.state() == InstallationState.REFUSED && machine.begun().contains(now.activityId())) {
            broken.add("O7 Installation " + now.activityId() + " counts as refused, but the guest began it.");
        }
        boolean byName = !row.installation().isDecided()
                && now.state() != InstallationState.REFUSED
                && world.timeline().now().isBefore(now.notAfter());
        if (byName) {
            broken.add("O7 Installation " + now.activityId() + " ended before its time without report and verdict.");
        }
    }
}
