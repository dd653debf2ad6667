package dev.offpeak.orchestrator.certificate;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Checks a plan against rules O1 to O6 and U3, from its slots alone. What may be in flight together by the plan: the VMs of one
 * batch, and all regions of one phase.
 *
 * <p>To be told of every VM first, then of every slot, then asked. Names are compared as they are given.
 */
public final class PlanVerifier {
    private final Shares shares;
    private final Map<String, Set<String>> pairs;
    private final Map<String, Integer> indexOf = new HashMap<>();
    private final List<Vm> vms = new ArrayList<>();
    private final BitSet seen = new BitSet();
    private final Map<Place, Members> batches = new LinkedHashMap<>();
    private final List<Violation> violations = new ArrayList<>();

    /**
     * A VM to patch, where it is, and whom it shares a cap with.
     *
     * @param ring 0 for the first ring, 1 for the next, and so on
     * @param set its availability set; null outside sets
     * @param updateDomain of no meaning outside sets
     * @param sharedWith how many VMs the set has, or outside sets its subscription outside sets in the region, in every patch mode
     */
    public record Vm(
            int ring, String subscription, String region, String zone, String set, int updateDomain, int sharedWith) {}

    private record Place(int phase, String region, int step, int batch) {}

    /**
     * @param pairs for each paired region the regions that must be kept apart from it
     */
    public PlanVerifier(Shares shares, Map<String, Set<String>> pairs) {
        this.shares = shares;
        this.pairs = pairs;
    }

    /** A VM to patch; each needs a slot. */
    public void vm(String id, Vm vm) {
        indexOf.put(id, vms.size());
        vms.add(vm);
    }

    /** A slot of the plan. */
    public void slot(String vmId, int phase, String region, int step, String zone, int batch) {
        Integer index = indexOf.get(vmId);
        if (index == null) {
            broken("O1", "VM " + vmId + " is not one to patch, but has a slot in phase " + phase + ".");
            return;
        }
        if (seen.get(index)) {
            broken("O1", "VM " + vmId + " has two slots, the second in phase " + phase + ".");
        }
        seen.set(index);
        Vm vm = vms.get(index);
        if (!vm.region().equals(region) || !vm.zone().equals(zone)) {
            broken(
                    "O4",
                    "VM " + vmId + " is in zone " + vm.zone() + " of " + vm.region() + ", but its slot in zone " + zone
                            + " of " + region + ".");
        }
        batches.computeIfAbsent(new Place(phase, region, step, batch), place -> new Members())
                .add(vm);
    }

    /** What the plan breaks; empty for a sound one. To be asked once. */
    public List<Violation> violations() {
        indexOf.forEach((id, index) -> {
            if (!seen.get(index)) {
                broken("O1", "VM " + id + " has no slot.");
            }
        });
        onePhaseForEachLane();
        ringsInTurn();
        pairsApart();
        zonesInTurn();
        batches.forEach(this::sharesOf);
        violations.sort(Comparator.comparing(Violation::rule).thenComparing(Violation::what));
        return violations;
    }

    private void onePhaseForEachLane() {
        Map<String, Integer> phaseOf = new TreeMap<>();
        Set<String> torn = new HashSet<>();
        batches.forEach((place, members) -> members.rings.forEach(ring -> {
            Integer other = phaseOf.putIfAbsent(place.region() + " of ring " + ring, place.phase());
            if (other != null && other != place.phase() && torn.add(place.region() + ring)) {
                broken(
                        "O1",
                        "Region " + place.region() + " of one ring is in the phases " + other + " and " + place.phase()
                                + ".");
            }
        }));
    }

    private void ringsInTurn() {
        Map<Integer, Integer> first = new TreeMap<>();
        Map<Integer, Integer> last = new TreeMap<>();
        batches.forEach((place, members) -> members.rings.forEach(ring -> {
            first.merge(ring, place.phase(), Math::min);
            last.merge(ring, place.phase(), Math::max);
        }));
        Integer before = null;
        for (int ring : first.keySet()) {
            if (before != null && first.get(ring) <= last.get(before)) {
                broken(
                        "U3",
                        "Ring " + ring + " begins in phase " + first.get(ring) + ", but ring " + before
                                + " ends in phase " + last.get(before) + ".");
            }
            before = ring;
        }
    }

    private void pairsApart() {
        Map<Integer, Set<String>> regionsOf = new TreeMap<>();
        batches.keySet().forEach(place -> regionsOf
                .computeIfAbsent(place.phase(), phase -> new HashSet<>())
                .add(place.region()));
        regionsOf.forEach((phase, regions) -> regions.stream()
                .sorted()
                .forEach(region -> pairs.getOrDefault(region, Set.of()).stream()
                        .filter(other -> region.compareTo(other) < 0 && regions.contains(other))
                        .sorted()
                        .forEach(other ->
                                broken("O2", "The pair " + region + " and " + other + " is in phase " + phase + "."))));
    }

    private void zonesInTurn() {
        record Step(int phase, String region, int number) {}
        record ZoneOfPhase(int phase, String region, String zone) {}
        Map<Step, Set<String>> zonesOf = new LinkedHashMap<>();
        Map<ZoneOfPhase, Set<Integer>> stepsOf = new LinkedHashMap<>();
        batches.forEach((place, members) -> members.zones.forEach(zone -> {
            zonesOf.computeIfAbsent(new Step(place.phase(), place.region(), place.step()), step -> new HashSet<>())
                    .add(zone);
            stepsOf.computeIfAbsent(new ZoneOfPhase(place.phase(), place.region(), zone), key -> new HashSet<>())
                    .add(place.step());
        }));
        zonesOf.forEach((step, zones) -> {
            if (zones.size() > 1) {
                broken(
                        "O4",
                        "The zones " + zones + " of " + step.region() + " share step " + step.number() + " of phase "
                                + step.phase() + ".");
            }
        });
        stepsOf.forEach((zone, steps) -> {
            if (steps.size() > 1) {
                broken(
                        "O4",
                        "Zone " + zone.zone() + " of " + zone.region() + " has the steps " + steps + " of phase "
                                + zone.phase() + ".");
            }
        });
    }

    private void sharesOf(Place place, Members members) {
        Map<String, List<Vm>> sets = new HashMap<>();
        Map<String, List<Vm>> subscriptions = new HashMap<>();
        for (Vm vm : members.vms) {
            if (vm.set() == null) {
                subscriptions
                        .computeIfAbsent(vm.subscription(), key -> new ArrayList<>())
                        .add(vm);
            } else {
                sets.computeIfAbsent(vm.set(), key -> new ArrayList<>()).add(vm);
            }
        }
        String where = "Batch " + place.batch() + " of step " + place.step() + " in " + place.region() + ", phase "
                + place.phase() + ", has ";
        subscriptions.forEach((subscription, together) -> {
            int of = together.get(0).sharedWith();
            if (!shares.allowOfSubscription(together.size(), of)) {
                broken("O5", where + together.size() + " of " + of + " VMs of subscription " + subscription + ".");
            }
        });
        sets.forEach((set, together) -> {
            int of = together.stream().mapToInt(Vm::sharedWith).max().orElseThrow();
            if (together.stream().map(Vm::updateDomain).distinct().count() > 1) {
                broken("O6", where + "several update domains of set " + set + ".");
            }
            if (!shares.allowOfSet(together.size(), of)) {
                broken("O6", where + together.size() + " of " + of + " VMs of set " + set + ".");
            }
        });
    }

    private void broken(String rule, String what) {
        violations.add(new Violation(rule, what));
    }

    /** The VMs of one batch, and what they have of each. */
    private static final class Members {
        private final List<Vm> vms = new ArrayList<>();
        private final Set<Integer> rings = new HashSet<>();
        private final Set<String> zones = new HashSet<>();

        private void add(Vm vm) {
            vms.add(vm);
            rings.add(vm.ring());
            zones.add(vm.zone());
        }
    }
}
