package dev.offpeak.simulation.memory;

import dev.offpeak.orchestrator.domain.HoldReason;
import dev.offpeak.orchestrator.domain.Placement;
import java.util.Optional;
import java.util.function.Predicate;

/** What the database refuses whatever the code does: the interlocks of rules O2 and O4 to O7, from what is in flight. */
class MemoryInterlocks {
    /** Below this many VMs a set goes one by one (rule O6). */
    private static final int SMALL_SET = 10;

    private final MemoryDatabase database;
    private final Optional<HoldReason> ignored;

    /**
     * @param ignored the one that lets everyone pass; empty where rules are kept
     */
    MemoryInterlocks(MemoryDatabase database, Optional<HoldReason> ignored) {
        this.database = database;
        this.ignored = ignored;
    }

    /**
     * Why an order of that VM can't be in flight beside the others; empty when it can.
     *
     * @param cap how many of those it shares with may be by its policy
     */
    Optional<HoldReason> refusal(String vmId, Placement at, int cap) {
        if (holds(HoldReason.INSTALLATION_IN_PROGRESS) && database.inFlight.has(vmId)) {
            return Optional.of(HoldReason.INSTALLATION_IN_PROGRESS);
        }
        if (holds(HoldReason.PAIRED_REGION_BUSY) && any(flight -> arePaired(flight.region(), at.region()))) {
            return Optional.of(HoldReason.PAIRED_REGION_BUSY);
        }
        if (holds(HoldReason.ZONE_BUSY)
                && any(flight ->
                        flight.region().equals(at.region()) && !flight.zone().equals(at.zone()))) {
            return Optional.of(HoldReason.ZONE_BUSY);
        }
        if (at.availabilitySet().isPresent()) {
            return refusalInSet(vmId, at, cap);
        }
        long together = count(flight -> flight.availabilitySet().isEmpty()
                && flight.subscriptionRegion().equals(at.subscriptionRegion()));
        return together < cap || !holds(HoldReason.SUBSCRIPTION_CAP)
                ? Optional.empty()
                : Optional.of(HoldReason.SUBSCRIPTION_CAP);
    }

    private Optional<HoldReason> refusalInSet(String vmId, Placement at, int cap) {
        Predicate<Placement> ofSet = flight -> flight.availabilitySet().equals(at.availabilitySet());
        if (holds(HoldReason.UPDATE_DOMAIN_BUSY)
                && any(ofSet.and(flight -> !flight.updateDomain().equals(at.updateDomain())))) {
            return Optional.of(HoldReason.UPDATE_DOMAIN_BUSY);
        }
        String set = at.availabilitySet().orElseThrow();
        int size = database.setSize(set);
        boolean capped = holds(HoldReason.SET_CAP);
        long together = count(ofSet);
        if (capped && together >= (size < SMALL_SET ? 1 : size / 5)) {
            return Optional.of(HoldReason.SET_CAP);
        }
        boolean held = database.setHolds.all().stream()
                .anyMatch(hold -> hold.set().equals(set) && !hold.vmId().equals(vmId));
        if (held && holds(HoldReason.PEER_UNHEALTHY)) {
            return Optional.of(HoldReason.PEER_UNHEALTHY);
        }
        return capped && together >= cap ? Optional.of(HoldReason.SET_CAP) : Optional.empty();
    }

    private boolean holds(HoldReason interlock) {
        return ignored.isEmpty() || ignored.get() != interlock;
    }

    private boolean any(Predicate<Placement> which) {
        return count(which) > 0;
    }

    private long count(Predicate<Placement> which) {
        return database.inFlight.all().stream()
                .map(FlightRow::placement)
                .filter(which)
                .count();
    }

    private boolean arePaired(String one, String other) {
        return database.pairs.all().stream()
                .anyMatch(pair -> !one.equals(other) && pair.contains(one) && pair.contains(other));
    }
}
