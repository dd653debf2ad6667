package dev.offpeak.orchestrator.planner;

import dev.offpeak.orchestrator.domain.FleetVm;
import dev.offpeak.orchestrator.domain.Policy;
import dev.offpeak.orchestrator.domain.SubscriptionRegion;
import dev.offpeak.orchestrator.domain.VmId;
import dev.offpeak.regions.RegionCatalog;
import dev.offpeak.time.OffPeakHours;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Plans how a release is carried to a fleet. Pure, and the same for the same seed and fleet, whatever order the VMs come in.
 *
 * <ol>
 *   <li>Every region's zones become steps in the seed's order, every zone's VMs batches ({@link BatchChooser}).
 *   <li>Regions are spread over phases ({@link PhaseChooser}), and the plan's end is forecast ({@link Forecaster}). Where the
 *       policy leaves the number of phases open, it is the largest one, at most {@value #MOST_PHASES}, whose likely end keeps the
 *       deadline; if none does, the smallest, and the forecast names the lane to blame.
 * </ol>
 *
 * <p>O(n log n) in the number of VMs.
 */
public final class RolloutPlanner {
    private static final int MOST_PHASES = 6;

    private RolloutPlanner() {}

    /**
     * The plan for every VM in {@code AutomaticByPlatform}.
     *
     * @param seed the release's: another one gives another order of regions, zones, update domains and batches (rule I7)
     * @param start platform time at which the first phase may start
     * @param deadline platform time by which every VM is to be done
     */
    public static RolloutPlan plan(
            FleetSnapshot fleet, RegionCatalog catalog, Policy policy, long seed, Instant start, Instant deadline) {
        Map<SubscriptionRegion, Integer> outsideSets = outsideSets(fleet);
        SortedMap<String, SortedMap<String, List<FleetVm>>> regions = orchestrated(fleet);
        SortedMap<String, LanePlan> lanes = new TreeMap<>();
        Map<VmId, Integer> batches = new HashMap<>();
        Map<String, OffPeakHours> hours = new HashMap<>();
        BatchChooser chooser = new BatchChooser(policy, seed);
        regions.forEach((region, zones) -> {
            List<StepPlan> steps = new ArrayList<>();
            for (String zone : Shuffle.of(Shuffle.rank(seed, region), zones.keySet())) {
                List<FleetVm> vms = zones.get(zone);
                Map<VmId, Integer> ofZone =
                        chooser.choose(vms, vm -> outsideSets.get(vm.placement().subscriptionRegion()));
                int number =
                        ofZone.values().stream().max(Comparator.naturalOrder()).orElseThrow();
                steps.add(new StepPlan(steps.size() + 1, zone, number, vms.size()));
                batches.putAll(ofZone);
            }
            lanes.put(region, new LanePlan(region, steps));
            hours.put(region, mostCommonHours(zones));
        });
        Forecaster forecaster = new Forecaster(policy, hours);
        List<PhasePlan> phases = phases(lanes, catalog, policy, seed, forecaster, start, deadline);
        return new RolloutPlan(
                phases, assignments(phases, regions, batches), forecaster.forecast(phases, start, deadline));
    }

    private static Map<SubscriptionRegion, Integer> outsideSets(FleetSnapshot fleet) {
        Map<SubscriptionRegion, Integer> counts = new HashMap<>();
        for (FleetVm vm : fleet.vms()) {
            if (vm.placement().availabilitySet().isEmpty()) {
                counts.merge(vm.placement().subscriptionRegion(), 1, Integer::sum);
            }
        }
        return counts;
    }

    private static SortedMap<String, SortedMap<String, List<FleetVm>>> orchestrated(FleetSnapshot fleet) {
        SortedMap<String, SortedMap<String, List<FleetVm>>> regions = new TreeMap<>();
        for (FleetVm vm : fleet.vms()) {
            if (vm.isOrchestrated()) {
                regions.computeIfAbsent(vm.placement().region(), region -> new TreeMap<>())
                        .computeIfAbsent(vm.placement().zone(), zone -> new ArrayList<>())
                        .add(vm);
            }
        }
        return regions;
    }

    private static OffPeakHours mostCommonHours(SortedMap<String, List<FleetVm>> zones) {
        Map<OffPeakHours, Integer> counts = new HashMap<>();
        zones.values().forEach(vms -> vms.forEach(vm -> counts.merge(vm.hours(), 1, Integer::sum)));
        return counts.entrySet().stream()
                .max(Map.Entry.<OffPeakHours, Integer>comparingByValue()
                        .thenComparing(entry -> entry.getKey().toString()))
                .orElseThrow()
                .getKey();
    }

    private static List<PhasePlan> phases(
            SortedMap<String, LanePlan> lanes,
            RegionCatalog catalog,
            Policy policy,
            long seed,
            Forecaster forecaster,
            Instant start,
            Instant deadline) {
        if (lanes.isEmpty()) {
            return List.of();
        }
        Map<String, Integer> sizes = new HashMap<>();
        lanes.forEach((region, lane) -> sizes.put(region, lane.vms()));
        PhaseChooser chooser = new PhaseChooser(sizes, catalog, canaries(catalog, policy), seed);
        Optional<List<PhasePlan>> smallest = Optional.empty();
        if (policy.phases().isPresent()) {
            // Pairs may ask for more phases than the policy does; each region alone is always possible.
            for (int number = Math.min(policy.phases().get(), sizes.size()); smallest.isEmpty(); number++) {
                smallest = chooser.choose(number).map(sets -> phasePlans(sets, lanes));
            }
            return smallest.get();
        }
        for (int number = Math.min(MOST_PHASES, sizes.size()); number >= 1; number--) {
            Optional<List<PhasePlan>> plan = chooser.choose(number).map(sets -> phasePlans(sets, lanes));
            if (plan.isPresent()) {
                smallest = plan;
                if (forecaster.forecast(plan.get(), start, deadline).holds()) {
                    break;
                }
            }
        }
        return smallest.orElseGet(() -> phasePlans(chooser.choose(sizes.size()).orElseThrow(), lanes));
    }

    private static List<String> canaries(RegionCatalog catalog, Policy policy) {
        if (!policy.canaryRegions().isEmpty()) {
            return policy.canaryRegions().stream().map(RegionCatalog::normalize).toList();
        }
        return catalog.all().stream()
                .filter(region -> region.canary())
                .map(region -> region.name())
                .toList();
    }

    private static List<PhasePlan> phasePlans(List<Set<String>> sets, Map<String, LanePlan> lanes) {
        List<PhasePlan> phases = new ArrayList<>();
        for (Set<String> regions : sets) {
            phases.add(new PhasePlan(
                    phases.size() + 1, regions.stream().map(lanes::get).toList()));
        }
        return phases;
    }

    private static List<Assignment> assignments(
            List<PhasePlan> phases, Map<String, SortedMap<String, List<FleetVm>>> regions, Map<VmId, Integer> batches) {
        List<Assignment> assignments = new ArrayList<>(batches.size());
        for (PhasePlan phase : phases) {
            for (LanePlan lane : phase.lanes()) {
                for (StepPlan step : lane.steps()) {
                    List<FleetVm> vms = regions.get(lane.region()).get(step.zone());
                    List<Assignment> ofStep = new ArrayList<>(vms.size());
                    for (FleetVm vm : vms) {
                        ofStep.add(new Assignment(
                                vm.id(),
                                phase.number(),
                                lane.region(),
                                step.number(),
                                step.zone(),
                                batches.get(vm.id())));
                    }
                    ofStep.sort(Comparator.comparingInt(Assignment::batch).thenComparing(Assignment::vm));
                    assignments.addAll(ofStep);
                }
            }
        }
        return assignments;
    }
}
