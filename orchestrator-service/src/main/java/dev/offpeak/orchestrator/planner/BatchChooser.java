package dev.offpeak.orchestrator.planner;

import dev.offpeak.orchestrator.domain.FleetVm;
import dev.offpeak.orchestrator.domain.Policy;
import dev.offpeak.orchestrator.domain.VmId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

/**
 * Spreads the VMs of one zone over batches.
 *
 * <ol>
 *   <li>Each availability set is cut into slots: one update domain after the other, at most the set's cap in each (rule O6). Sets
 *       go side by side: slot i of each is in batch i.
 *   <li>VMs outside sets need at least as many batches as their subscription's cap asks for (rule O5).
 *   <li>The larger number decides, and VMs outside sets are spread evenly over all of the batches: a batch is never wider than
 *       it must be.
 * </ol>
 */
final class BatchChooser {
    private final Policy policy;
    private final long seed;

    BatchChooser(Policy policy, long seed) {
        this.policy = policy;
        this.seed = seed;
    }

    /**
     * The batch of each VM, from 1; every batch has at least one.
     *
     * @param vms orchestrated VMs of one zone of one region, at least one
     * @param outsideSets how many VMs outside sets a VM's subscription has in the region
     */
    Map<VmId, Integer> choose(List<FleetVm> vms, ToIntFunction<FleetVm> outsideSets) {
        SortedMap<String, List<FleetVm>> sets = new TreeMap<>();
        SortedMap<String, List<FleetVm>> subscriptions = new TreeMap<>();
        for (FleetVm vm : vms) {
            vm.placement()
                    .availabilitySet()
                    .map(set -> sets.computeIfAbsent(set, name -> new ArrayList<>()))
                    .orElseGet(() ->
                            subscriptions.computeIfAbsent(vm.placement().subscriptionId(), name -> new ArrayList<>()))
                    .add(vm);
        }
        Map<VmId, Integer> batches = new HashMap<>(vms.size() * 2);
        int number = 1;
        for (List<FleetVm> set : sets.values()) {
            number = Math.max(number, slots(set, batches));
        }
        for (List<FleetVm> alone : subscriptions.values()) {
            int cap = policy.subscriptionCap(outsideSets.applyAsInt(alone.get(0)));
            number = Math.max(number, (alone.size() + cap - 1) / cap);
        }
        // Subscriptions go on where the one before ended, so that small ones do not all crowd the first batches.
        int next = 0;
        for (List<FleetVm> alone : subscriptions.values()) {
            for (FleetVm vm : shuffled(alone)) {
                batches.put(vm.id(), next % number + 1);
                next++;
            }
        }
        return batches;
    }

    private int slots(List<FleetVm> set, Map<VmId, Integer> batches) {
        int cap = policy.setCap(set.stream().mapToInt(FleetVm::setSize).max().orElseThrow());
        SortedMap<Integer, List<FleetVm>> domains =
                new TreeMap<>(Comparator.comparingLong((Integer domain) -> Shuffle.rank(seed, "domain " + domain))
                        .thenComparing(Comparator.naturalOrder()));
        for (FleetVm vm : set) {
            domains.computeIfAbsent(vm.placement().updateDomain().orElseThrow(), domain -> new ArrayList<>())
                    .add(vm);
        }
        int slot = 0;
        for (List<FleetVm> domain : domains.values()) {
            int inSlot = cap;
            for (FleetVm vm : shuffled(domain)) {
                if (inSlot == cap) {
                    slot++;
                    inSlot = 0;
                }
                batches.put(vm.id(), slot);
                inSlot++;
            }
        }
        return slot;
    }

    private List<FleetVm> shuffled(List<FleetVm> vms) {
        record Ranked(long rank, FleetVm vm) {}
        return vms.stream()
                .map(vm -> new Ranked(Shuffle.rank(seed, vm.id().value()), vm))
                .sorted(Comparator.comparingLong(Ranked::rank)
                        .thenComparing(ranked -> ranked.vm().id()))
                .map(Ranked::vm)
                .toList();
    }
}
