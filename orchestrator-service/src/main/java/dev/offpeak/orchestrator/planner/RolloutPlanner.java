package dev.offpeak.orchestrator.planner;

import dev.offpeak.orchestrator.domain.Pace;
import dev.offpeak.orchestrator.domain.Policy;
import dev.offpeak.orchestrator.domain.Ring;
import dev.offpeak.orchestrator.planner.Forecaster.LaneKey;
import dev.offpeak.orchestrator.planner.Turns.Turn;
import dev.offpeak.regions.RegionCatalog;
import dev.offpeak.time.OffPeakHours;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Plans how a release is carried to a fleet. Pure, and the same for the same seed and fleet, whatever order the VMs come in.
 *
 * <ol>
 *   <li>The fleet is cut into turns ({@link Turns}), and every turn into batches ({@link BatchChooser}): once narrow, at half of
 *       the caps of rules O5 and O6, and once as wide as they allow.
 *   <li>The turns of a region become the steps of its lane, in the seed's order. Regions are spread over phases ({@link
 *       PhaseChooser}), ring by ring (rule U3).
 *   <li>The end of each such plan is forecast ({@link Forecaster}), from the most careful one on: many phases before few, narrow
 *       batches before wide ones. The first whose likely end keeps the deadline is taken; if none does, or where the pace asks
 *       for it, the one that ends first. A forecast that misses names the lane to blame.
 * </ol>
 *
 * <p>Linear in the number of VMs, but for one sort of as many numbers.
 */
public final class RolloutPlanner {
    private static final int MOST_PHASES = 6;
    private static final List<Double> WIDTHS = List.of(0.5, 1.0);

    private final FleetSnapshot fleet;
    private final RegionCatalog catalog;
    private final Policy policy;
    private final long seed;
    private final Instant start;
    private final Instant deadline;
    private final Turns turns;

    private RolloutPlanner(
            FleetSnapshot fleet, RegionCatalog catalog, Policy policy, long seed, Instant start, Instant deadline) {
        this.fleet = fleet;
        this.catalog = catalog;
        this.policy = policy;
        this.seed = seed;
        this.start = start;
        this.deadline = deadline;
        this.turns = Turns.of(fleet, policy, seed);
    }

    /**
     * The plan for every VM in {@code AutomaticByPlatform}.
     *
     * @param seed the release's: another one gives another order of regions, zones, update domains and batches (rule I7)
     * @param start platform time at which the first phase may start
     * @param deadline platform time by which every VM is to be done
     */
    public static RolloutPlan plan(
            FleetSnapshot fleet, RegionCatalog catalog, Policy policy, long seed, Instant start, Instant deadline) {
        return new RolloutPlanner(fleet, catalog, policy, seed, start, deadline).plan();
    }

    /** A plan that is weighed: its phases, the batches they go by, and what comes of them. */
    private record Draft(List<PhasePlan> phases, Batching batching, Forecast forecast) {}

    private RolloutPlan plan() {
        Draft draft = draft();
        return new RolloutPlan(draft.phases(), assignments(draft), SpreadException.of(fleet, policy), draft.forecast());
    }

    private Draft draft() {
        List<Batching> batchings = WIDTHS.stream()
                .map(width -> new BatchChooser(fleet, turns, policy, seed, width).choose())
                .toList();
        Draft best = null;
        for (int number : numbersOfPhases()) {
            for (Batching batching : batchings) {
                Draft draft = draft(number, batching);
                if (policy.pace() == Pace.CAREFUL && draft.forecast().holds()) {
                    return draft;
                }
                if (best == null
                        || draft.forecast().likelyEnd().isBefore(best.forecast().likelyEnd())) {
                    best = draft;
                }
            }
        }
        return best;
    }

    private List<Integer> numbersOfPhases() {
        return policy.phases().map(List::of).orElseGet(() -> IntStream.iterate(
                        MOST_PHASES, number -> number > 0, number -> number - 1)
                .boxed()
                .toList());
    }

    private Draft draft(int number, Batching batching) {
        Map<LaneKey, List<Set<OffPeakHours>>> batches = new HashMap<>();
        Map<Ring, SortedMap<String, LanePlan>> rings = lanes(batching, batches);
        List<PhasePlan> phases = new ArrayList<>();
        Ring main = rings.containsKey(Ring.DEFAULT)
                ? Ring.DEFAULT
                : rings.keySet().stream().findFirst().orElse(Ring.DEFAULT);
        rings.forEach((ring, lanes) -> {
            // Only the ring with most of the fleet goes carefully; the others take as few phases as their pairs allow.
            for (Set<String> regions : regions(lanes, ring == main ? number : 1)) {
                phases.add(new PhasePlan(
                        phases.size() + 1,
                        ring,
                        regions.stream().map(lanes::get).toList()));
            }
        });
        return new Draft(phases, batching, new Forecaster(policy, batches).forecast(phases, start, deadline));
    }

    /** The lanes of each ring by region, rings in their order; fills in the off-peak hours of each lane's batches. */
    private Map<Ring, SortedMap<String, LanePlan>> lanes(
            Batching batching, Map<LaneKey, List<Set<OffPeakHours>>> batches) {
        Map<Ring, SortedMap<String, LanePlan>> rings = new LinkedHashMap<>();
        steps().forEach((key, indices) -> {
            List<StepPlan> steps = new ArrayList<>();
            List<Set<OffPeakHours>> hours = new ArrayList<>();
            for (int index : indices) {
                Turn turn = turns.turns().get(index);
                List<Set<OffPeakHours>> ofTurn = batching.hours().get(index);
                steps.add(new StepPlan(steps.size() + 1, turn.zone(), ofTurn.size(), turn.vms()));
                hours.addAll(ofTurn);
            }
            rings.computeIfAbsent(key.ring(), ring -> new TreeMap<>())
                    .put(key.region(), new LanePlan(key.region(), steps));
            batches.put(key, hours);
        });
        return rings;
    }

    /** For each lane the indices of its turns, in the seed's order of its zones. */
    private Map<LaneKey, List<Integer>> steps() {
        Map<LaneKey, Map<String, Integer>> zones = new LinkedHashMap<>();
        for (int index = 0; index < turns.turns().size(); index++) {
            Turn turn = turns.turns().get(index);
            zones.computeIfAbsent(new LaneKey(turn.ring(), turn.region()), key -> new HashMap<>())
                    .put(turn.zone(), index);
        }
        Map<LaneKey, List<Integer>> steps = new LinkedHashMap<>();
        zones.forEach((key, ofLane) -> steps.put(
                key,
                Shuffle.of(Shuffle.rank(seed, key.region()), ofLane.keySet()).stream()
                        .map(ofLane::get)
                        .toList()));
        return steps;
    }

    /** The regions of that many phases; of more where the policy says how many at least, or the pairs ask for it; else of fewer. */
    private List<Set<String>> regions(SortedMap<String, LanePlan> lanes, int number) {
        Map<String, Integer> sizes = new HashMap<>();
        lanes.forEach((region, lane) -> sizes.put(region, lane.vms()));
        PhaseChooser chooser = new PhaseChooser(sizes, catalog, canaries(), seed);
        // Each region alone is always possible.
        Optional<List<Set<String>>> chosen = Optional.empty();
        for (int phases = Math.min(number, sizes.size()); chosen.isEmpty(); phases++) {
            chosen = chooser.choose(phases);
        }
        return chosen.get();
    }

    private List<String> canaries() {
        if (!policy.canaryRegions().isEmpty()) {
            return policy.canaryRegions().stream().map(RegionCatalog::normalize).toList();
        }
        return catalog.all().stream()
                .filter(region -> region.canary())
                .map(region -> region.name())
                .toList();
    }

    private List<Assignment> assignments(Draft draft) {
        Slots slots = new Slots(fleet);
        Map<LaneKey, List<Integer>> steps = steps();
        for (PhasePlan phase : draft.phases()) {
            for (LanePlan lane : phase.lanes()) {
                int step = 0;
                for (int index : steps.get(new LaneKey(phase.ring(), lane.region()))) {
                    step++;
                    Turn turn = turns.turns().get(index);
                    int[] batch = draft.batching().batch();
                    int[] rows = turns.rows();
                    long[] places = IntStream.range(turn.from(), turn.to())
                            .mapToLong(place -> (long) batch[place] << 32 | rows[place])
                            .sorted()
                            .toArray();
                    for (long place : places) {
                        slots.append((int) place, phase.number(), step, (int) (place >> 32));
                    }
                }
            }
        }
        return slots;
    }
}
