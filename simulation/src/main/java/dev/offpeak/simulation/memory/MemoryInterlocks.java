package dev.offpeak.simulation.memory;

import dev.offpeak.orchestrator.domain.HoldReason;
import dev.offpeak.orchestrator.domain.Placement;
import java.util.Collection;
import java.util.Optional;

/** What the database refuses whatever the code does: the interlocks of rules O2, O4, O6 and O7, from what is in flight. */
class MemoryInterlocks {
    /** Below this many VMs a set goes one by one (rule O6). */
    private static final int SMALL_SET = 10;

    private final MemoryDatabase database;

    MemoryInterlocks(MemoryDatabase database) {
        this.database = database;
    }

    /** Why an order of that VM can't be in flight beside the others; empty when it can. */
    Optional<HoldReason> refusal(String vmId, Placement at) {
        if (database.inFlight.has(vmId)) {
            return Optional.of(HoldReason.INSTALLATION_IN_PROGRESS);
        }
        Collection<FlightRow> flights = database.inFlight.all();
        for (FlightRow flight : flights) {
            if (arePaired(flight.placement().region(), at.region())) {
                return Optional.of(HoldReason.PAIRED_REGION_BUSY);
            }
        }
        for (FlightRow flight : flights) {
            if (flight.placement().region().equals(at.region())
                    && !flight.placement().zone().equals(at.zone())) {
                return Optional.of(HoldReason.ZONE_BUSY);
            }
        }
        return at.availabilitySet().flatMap(set -> refusalInSet(vmId, at, set));
    }

    private Optional<HoldReason> refusalInSet(String vmId, Placement at, String set) {
        int together = 0;
        for (FlightRow flight : database.inFlight.all()) {
            if (flight.placement().availabilitySet().equals(at.availabilitySet())) {
                together++;
                if (!flight.placement().updateDomain().equals(at.updateDomain())) {
                    return Optional.of(HoldReason.UPDATE_DOMAIN_BUSY);
                }
            }
        }
        int size = database.setSize(set);
        if (together >= (size < SMALL_SET ? 1 : size / 5)) {
            return Optional.of(HoldReason.SET_CAP);
        }
        boolean held = database.setHolds.all().stream()
                .anyMatch(hold -> hold.set().equals(set) && !hold.vmId().equals(vmId));
        return held ? Optional.of(HoldReason.PEER_UNHEALTHY) : Optional.empty();
    }

    private boolean arePaired(String one, String other) {
        return database.pairs.all().stream()
                .anyMatch(pair -> !one.equals(other) && pair.contains(one) && pair.contains(other));
    }
}
