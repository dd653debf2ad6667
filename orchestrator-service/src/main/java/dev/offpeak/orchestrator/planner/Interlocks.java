package dev.offpeak.orchestrator.planner;

import dev.offpeak.orchestrator.domain.FleetVm;
import dev.offpeak.orchestrator.domain.HoldReason;
import dev.offpeak.orchestrator.domain.Placement;
import dev.offpeak.orchestrator.domain.Policy;
import dev.offpeak.orchestrator.domain.SubscriptionRegion;
import dev.offpeak.orchestrator.domain.VmId;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is in flight, as far as one decision sees it. The database refuses a violation whatever is decided here; deciding well
 * keeps it from having to.
 */
final class Interlocks {
    private final DispatchSnapshot now;
    private final Policy policy;
    private final Map<String, String> busyZones = new HashMap<>();
    private final Map<String, Integer> busyUpdateDomains = new HashMap<>();
    private final Map<String, Integer> inSet = new HashMap<>();
    private final Map<SubscriptionRegion, Integer> inSubscription = new HashMap<>();
    private final Map<String, Set<Reservation>> reservations = new HashMap<>();

    /**
     * Room that is made for a waiter.
     *
     * @param at where it is wanted
     * @param from when: who is gone by then is in nobody's way
     */
    private record Reservation(VmId vm, Placement at, Instant from) {}

    Interlocks(DispatchSnapshot now) {
        this.now = now;
        this.policy = now.policy();
        now.inFlight().forEach(order -> count(order.placement()));
    }

    /**
     * Takes what the VM needs, all or nothing; answers what was taken already, if so.
     *
     * @param goneBy when its slot is free again at the latest
     */
    Optional<HoldReason> take(FleetVm vm, Instant goneBy) {
        Optional<HoldReason> taken = firstTaken(vm, goneBy);
        if (taken.isEmpty()) {
            count(vm.placement());
        }
        return taken;
    }

    /**
     * For the rest of this decision, lets nobody in who would be in the way of that waiter: in the region's pairs, in its other
     * zones, in the waiter's set or subscription. A waiter that is itself in the way of an earlier one reserves nothing.
     */
    void reserve(Waiter waiter, Instant from) {
        if (isInTheWay(waiter.vm(), waiter.placement(), Instant.MAX)) {
            return;
        }
        Reservation reservation = new Reservation(waiter.vm(), waiter.placement(), from);
        String region = waiter.placement().region();
        reservations.computeIfAbsent(region, key -> new LinkedHashSet<>()).add(reservation);
        now.regions().pairsOf(region).forEach(pair -> reservations
                .computeIfAbsent(pair, key -> new LinkedHashSet<>())
                .add(reservation));
    }

    private boolean isInTheWay(VmId vm, Placement at, Instant goneBy) {
        return reservations.getOrDefault(at.region(), Set.of()).stream()
                .anyMatch(reservation -> !reservation.vm().equals(vm)
                        && goneBy.isAfter(reservation.from())
                        && excludes(reservation.at(), at));
    }

    /** Whether room for one placement means that nobody of the other may join. */
    private static boolean excludes(Placement waiting, Placement joining) {
        if (!waiting.region().equals(joining.region()) || !waiting.zone().equals(joining.zone())) {
            return true;
        }
        return waiting.availabilitySet().isPresent()
                ? waiting.availabilitySet().equals(joining.availabilitySet())
                : joining.availabilitySet().isEmpty()
                        && waiting.subscriptionId().equals(joining.subscriptionId());
    }

    private Optional<HoldReason> firstTaken(FleetVm vm, Instant goneBy) {
        Placement at = vm.placement();
        if (now.regions().pairsOf(at.region()).stream().anyMatch(busyZones::containsKey)) {
            return Optional.of(HoldReason.PAIRED_REGION_BUSY);
        }
        String zone = busyZones.get(at.region());
        if (zone != null && !zone.equals(at.zone())) {
            return Optional.of(HoldReason.ZONE_BUSY);
        }
        if (isInTheWay(vm.id(), at, goneBy)) {
            return Optional.of(HoldReason.MAKING_ROOM);
        }
        return at.availabilitySet().isPresent() ? takenInSet(vm) : takenInSubscription(at);
    }

    private Optional<HoldReason> takenInSet(FleetVm vm) {
        String set = vm.placement().availabilitySet().orElseThrow();
        Integer updateDomain = busyUpdateDomains.get(set);
        if (updateDomain != null
                && !updateDomain.equals(vm.placement().updateDomain().orElseThrow())) {
            return Optional.of(HoldReason.UPDATE_DOMAIN_BUSY);
        }
        return inSet.getOrDefault(set, 0) < policy.setCap(vm.setSize())
                ? Optional.empty()
                : Optional.of(HoldReason.SET_CAP);
    }

    private Optional<HoldReason> takenInSubscription(Placement at) {
        SubscriptionRegion scope = at.subscriptionRegion();
        int cap = policy.subscriptionCap(now.outsideSets().getOrDefault(scope, 1));
        return inSubscription.getOrDefault(scope, 0) < cap
                ? Optional.empty()
                : Optional.of(HoldReason.SUBSCRIPTION_CAP);
    }

    private void count(Placement placement) {
        busyZones.put(placement.region(), placement.zone());
        if (placement.availabilitySet().isPresent()) {
            String set = placement.availabilitySet().get();
            busyUpdateDomains.put(set, placement.updateDomain().orElseThrow());
            inSet.merge(set, 1, Integer::sum);
        } else {
            inSubscription.merge(placement.subscriptionRegion(), 1, Integer::sum);
        }
    }
}
