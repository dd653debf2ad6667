package dev.offpeak.simulation.rules;

import dev.offpeak.contracts.message.InstallPatches;
import dev.offpeak.orchestrator.domain.PhaseState;
import dev.offpeak.orchestrator.domain.RolloutState;
import dev.offpeak.orchestrator.store.PlanRows;
import dev.offpeak.orchestrator.store.Rollout;
import dev.offpeak.simulation.memory.FlightRow;
import dev.offpeak.simulation.memory.InstallationRow;
import dev.offpeak.simulation.world.World;
import dev.offpeak.time.OffPeakHours;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** I3, I8, O1, O7, P1 and S14, each for the orders that were just given. */
final class OrderRules {
    private final World world;
    private int ordersSeen;

    OrderRules(World world) {
        this.world = world;
    }

    List<String> broken(List<FlightRow> taken) {
        List<String> broken = new ArrayList<>();
        for (FlightRow flight : taken) {
            offPeak(flight, broken);
            underTheFence(flight, broken);
            inItsTurn(flight, broken);
            besideHealthyPeers(flight, broken);
            if (!world.compute().machines().get(flight.vmId()).wasOrchestrated()) {
                broken.add("P1 " + flight + " was ordered, but never was in AutomaticByPlatform.");
            }
        }
        sameSet(broken);
        return broken;
    }

    private void offPeak(FlightRow flight, List<String> broken) {
        InstallationRow order = order(flight);
        OffPeakHours hours = order.hours();
        Instant at = order.installation().issuedAt();
        OffPeakHours own = world.machineHours(flight.vmId());
        LocalTime from = at.atZone(own.zone()).toLocalTime();
        LocalTime until = flight.notAfter().atZone(own.zone()).toLocalTime();
        LocalTime start = own.window().start();
        LocalTime end = own.window().end();
        boolean begins = !from.isBefore(start) || from.isBefore(end);
        boolean ends = !until.isBefore(start) || !until.isAfter(end);
        boolean sameNight = flight.notAfter().isBefore(at.plusSeconds(12 * 3600));
        if (!begins || !ends || !sameNight || !hours.equals(own)) {
            broken.add("I3 " + flight + " is not within its off-peak hours.");
        }
    }

    private void underTheFence(FlightRow flight, List<String> broken) {
        Rollout rollout = world.database().rollouts().find(flight.rolloutId()).orElseThrow();
        if (rollout.state() != RolloutState.IN_PROGRESS
                || rollout.fenceEpoch() != order(flight).fenceEpoch()) {
            broken.add("S14 " + flight + " was ordered while its rollout was " + rollout.state() + ".");
        }
        if (world.database().isStopped()) {
            broken.add("S14 " + flight + " was ordered while everything was stopped.");
        }
    }

    private void inItsTurn(FlightRow flight, List<String> broken) {
        int own = world.database()
                .assignmentsOf(flight.rolloutId())
                .get(flight.rolloutId() + "/" + flight.vmId())
                .slot()
                .phase();
        for (PlanRows.Phase phase :
                world.database().plans().find(flight.rolloutId()).orElseThrow().phases()) {
            if (phase.number() < own && phase.state() != PhaseState.COMPLETED) {
                broken.add("O1 " + flight + " of phase " + own + " was ordered before phase " + phase.number()
                        + " was through.");
            }
        }
    }

    private void besideHealthyPeers(FlightRow flight, List<String> broken) {
        flight.placement().availabilitySet().ifPresent(set -> world.database().setHolds().all().stream()
                .filter(hold -> hold.set().equals(set) && !hold.vmId().equals(flight.vmId()))
                .forEach(hold -> broken.add(
                        "O7 " + flight + " was ordered while its peer " + hold.vmId() + " was not healthy.")));
    }

    /** Every order of a release installs the same set (rule I8), and nothing but what is Critical or Security (rule I1). */
    private void sameSet(List<String> broken) {
        List<InstallPatches> orders = world.compute().orders();
        for (; ordersSeen < orders.size(); ordersSeen++) {
            InstallPatches order = orders.get(ordersSeen);
            Rollout rollout = world.database()
                    .rollouts()
                    .find(order.rolloutId().orElseThrow())
                    .orElseThrow();
            if (!order.maxPatchPublishDate().equals(Optional.of(rollout.publishedAt()))) {
                broken.add("I8 " + order + " installs another set than its release.");
            }
            if (order.classifications().stream().anyMatch(one -> !one.isCriticalOrSecurity())) {
                broken.add("I1 " + order + " installs more than Critical and Security.");
            }
        }
    }

    private InstallationRow order(FlightRow flight) {
        return world.database().installations().find(flight.activityId()).orElseThrow();
    }
}
