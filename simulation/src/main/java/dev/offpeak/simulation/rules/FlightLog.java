package dev.offpeak.simulation.rules;

import dev.offpeak.orchestrator.certificate.Flight;
import dev.offpeak.orchestrator.certificate.Shares;
import dev.offpeak.orchestrator.domain.PhaseState;
import dev.offpeak.orchestrator.domain.Policy;
import dev.offpeak.orchestrator.store.PlanRows;
import dev.offpeak.simulation.memory.FlightRow;
import dev.offpeak.simulation.memory.InstallationRow;
import dev.offpeak.simulation.world.World;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who was in flight and when, in true time: the clocks of the replicas that wrote the history may be wrong. */
final class FlightLog {
    private final World world;
    private final Map<String, Flight> inFlight = new LinkedHashMap<>();
    private final List<Flight> over = new ArrayList<>();
    private final Map<String, Instant> phaseEnds = new HashMap<>();
    private final List<FlightRow> taken = new ArrayList<>();
    private long seenFlights = -1;
    private long seenPlans = -1;

    FlightLog(World world) {
        this.world = world;
    }

    /** Takes down what the last event changed. Answers whether anybody came or went. */
    boolean update() {
        taken.clear();
        if (world.database().plans().changes() != seenPlans) {
            seenPlans = world.database().plans().changes();
            world.database().plans().entries().forEach(this::noteEnds);
        }
        if (world.database().inFlight().changes() == seenFlights) {
            return false;
        }
        seenFlights = world.database().inFlight().changes();
        Map<String, FlightRow> now = new LinkedHashMap<>();
        world.database().inFlight().all().forEach(row -> now.put(row.activityId(), row));
        for (Flight flight : List.copyOf(inFlight.values())) {
            if (!now.containsKey(flight.activity())) {
                inFlight.remove(flight.activity());
                over.add(ended(flight));
            }
        }
        now.values().forEach(row -> {
            if (!inFlight.containsKey(row.activityId())) {
                inFlight.put(row.activityId(), flight(row));
                taken.add(row);
            }
        });
        return true;
    }

    /** Orders that the last event gave. */
    List<FlightRow> taken() {
        return taken;
    }

    /** Everyone in flight. */
    List<Flight> inFlight() {
        return List.copyOf(inFlight.values());
    }

    /** Every flight there ever was, with the end of its phase as it is known now. */
    List<Flight> all() {
        List<Flight> all = new ArrayList<>(over);
        all.addAll(inFlight.values());
        return all.stream().map(this::withPhaseEnd).toList();
    }

    private void noteEnds(String rollout, PlanRows plan) {
        for (PlanRows.Phase phase : plan.phases()) {
            if (phase.state() == PhaseState.COMPLETED) {
                phaseEnds.putIfAbsent(
                        rollout + "/" + phase.number(), world.timeline().now());
            }
        }
    }

    private Flight flight(FlightRow row) {
        InstallationRow order =
                world.database().installations().find(row.activityId()).orElseThrow();
        Policy policy =
                world.database().rollouts().find(row.rolloutId()).orElseThrow().policy();
        int phase = world.database()
                .assignmentsOf(row.rolloutId())
                .get(row.rolloutId() + "/" + row.vmId())
                .slot()
                .phase();
        return new Flight(
                row.vmId(),
                row.activityId(),
                Optional.of(row.rolloutId()),
                Optional.of(phase),
                Optional.empty(),
                row.placement().subscriptionId(),
                row.placement().region(),
                row.placement().zone(),
                row.placement().availabilitySet(),
                row.placement().updateDomain(),
                order.sharedWith(),
                new Shares(policy.maxSubscriptionShare(), policy.maxSetShare()),
                world.timeline().now(),
                Optional.empty(),
                row.notAfter(),
                Optional.empty());
    }

    private Flight ended(Flight flight) {
        return with(flight, Optional.of(world.timeline().now()), flight.phaseEnded());
    }

    private Flight withPhaseEnd(Flight flight) {
        String phase = flight.rollout().orElseThrow() + "/" + flight.phase().orElseThrow();
        return with(flight, flight.to(), Optional.ofNullable(phaseEnds.get(phase)));
    }

    private static Flight with(Flight flight, Optional<Instant> to, Optional<Instant> phaseEnded) {
        return new Flight(
                flight.vm(),
                flight.activity(),
                flight.rollout(),
                flight.phase(),
                phaseEnded,
                flight.subscription(),
                flight.region(),
                flight.zone(),
                flight.set(),
                flight.updateDomain(),
                flight.sharedWith(),
                flight.shares(),
                flight.from(),
                to,
                flight.notAfter(),
                flight.hours());
    }
}
