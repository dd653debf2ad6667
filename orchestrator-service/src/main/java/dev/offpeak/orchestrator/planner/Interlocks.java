package dev.offpeak.orchestrator.planner;

import dev.offpeak.orchestrator.domain.FleetVm;
import dev.offpeak.orchestrator.domain.HoldReason;
import dev.offpeak.orchestrator.domain.Placement;
import dev.offpeak.orchestrator.domain.Policy;
import dev.offpeak.orchestrator.domain.SubscriptionRegion;
import java.util.HashMap;
import java.util.HashSet;
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
    private final Map<String, String> reserved = new HashMap<>();
    private final Set<String> keptFree = new HashSet<>();

    Interlocks(DispatchSnapshot now) {
        this.now = now;
        this.policy = now.policy();
        now.inFlight().forEach(order -> count(order.placement()));
    }

    /** Takes what the VM needs, all or nothing; answers what was taken already, if so. */
    Optional<HoldReason> take(FleetVm vm) {
        Optional<HoldReason> taken = firstTaken(vm);
        if (taken.isEmpty()) {
            count(vm.placement());
        }
        return taken;
    }

    /** Lets nobody else into the region, but for its own zone, or into its pair, for the rest of this decision. */
    void reserve(Placement placement) {
        reserved.putIfAbsent(placement.region(), placement.zone());
        keptFree.addAll(now.regions().pairsOf(placement.region()));
    }

    private Optional<HoldReason> firstTaken(FleetVm vm) {
        Placement at = vm.placement();
        if (now.regions().pairsOf(at.region()).stream().anyMatch(busyZones::containsKey)) {
            return Optional.of(HoldReason.PAIRED_REGION_BUSY);
        }
        String zone = busyZones.get(at.region());
        if (zone != null && !zone.equals(at.zone())) {
            return Optional.of(HoldReason.ZONE_BUSY);
        }
        String kept = reserved.get(at.region());
        if (keptFree.contains(at.region()) || kept != null && !kept.equals(at.zone())) {
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
