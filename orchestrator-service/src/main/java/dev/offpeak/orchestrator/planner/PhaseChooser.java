package dev.offpeak.orchestrator.planner;

import dev.offpeak.regions.RegionCatalog;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Spreads regions over phases: both halves of a pair never together, the first phase small, the next ones growing.
 *
 * <p>A graph colouring whose colours have sizes. Regions are placed most constrained first (as DSATUR does, which is exact on
 * graphs without odd cycles, and published pairs have none), each in the allowed phase that lacks most of its share. Shares
 * double from phase to phase: three phases take a seventh, two sevenths and four sevenths of the fleet.
 */
final class PhaseChooser {
    private final Map<String, Integer> sizes;
    private final RegionCatalog catalog;
    private final List<String> canaries;
    private final long seed;

    /**
     * @param sizes how many VMs each region has
     * @param canaries regions to begin with
     */
    PhaseChooser(Map<String, Integer> sizes, RegionCatalog catalog, List<String> canaries, long seed) {
        this.sizes = sizes;
        this.catalog = catalog;
        this.canaries = canaries;
        this.seed = seed;
    }

    /** That many phases, each with at least one region, or empty when the pairs don't allow it or there are too few regions. */
    Optional<List<Set<String>>> choose(int number) {
        if (number > sizes.size()) {
            return Optional.empty();
        }
        List<Set<String>> phases = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            phases.add(new TreeSet<>());
        }
        Map<String, Integer> placed = new HashMap<>();
        for (String canary : firstRegions(number)) {
            if (sizes.size() - placed.size() >= number && allows(phases.get(0), canary)) {
                phases.get(0).add(canary);
                placed.put(canary, 0);
            }
        }
        List<String> left = new ArrayList<>(Shuffle.of(seed, sizes.keySet()));
        left.removeAll(placed.keySet());
        while (!left.isEmpty()) {
            String region = mostConstrained(left, placed, number);
            Optional<Integer> phase = place(region, phases, left.size());
            if (phase.isEmpty()) {
                return Optional.empty();
            }
            phases.get(phase.get()).add(region);
            placed.put(region, phase.get());
            left.remove(region);
        }
        return Optional.of(phases);
    }

    /** The canaries; where the fleet has none, one region of the smaller half, another one from release to release. */
    private List<String> firstRegions(int number) {
        List<String> first =
                canaries.stream().filter(sizes::containsKey).sorted().toList();
        if (!first.isEmpty() || number < 2) {
            return first;
        }
        List<String> bySize = sizes.keySet().stream()
                .sorted(Comparator.comparing((String region) -> sizes.get(region))
                        .thenComparing(Comparator.naturalOrder()))
                .limit((sizes.size() + 1) / 2)
                .toList();
        return List.of(Shuffle.of(seed, bySize).get(0));
    }

    private String mostConstrained(List<String> left, Map<String, Integer> placed, int number) {
        String best = left.get(0);
        long bestScore = -1;
        for (String region : left) {
            Set<String> pairs = catalog.pairsOf(region);
            long forbidden = pairs.stream()
                    .filter(placed::containsKey)
                    .map(placed::get)
                    .distinct()
                    .count();
            long score = forbidden * (number + 1L) * 1000 + pairs.size();
            if (score > bestScore) {
                best = region;
                bestScore = score;
            }
        }
        return best;
    }

    private Optional<Integer> place(String region, List<Set<String>> phases, int left) {
        long empty = phases.stream().filter(Set::isEmpty).count();
        Optional<Integer> best = Optional.empty();
        double mostMissing = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < phases.size(); i++) {
            Set<String> phase = phases.get(i);
            if (!allows(phase, region) || empty >= left && !phase.isEmpty()) {
                continue;
            }
            // The first phase stays small: others join it only where no later phase takes them.
            double missing =
                    i == 0 && !phase.isEmpty() && phases.size() > 1 ? -1e18 : share(i, phases.size()) - size(phase);
            if (missing > mostMissing) {
                best = Optional.of(i);
                mostMissing = missing;
            }
        }
        return best;
    }

    private boolean allows(Set<String> phase, String region) {
        return catalog.pairsOf(region).stream().noneMatch(phase::contains);
    }

    private double share(int phase, int number) {
        long total = sizes.values().stream().mapToLong(Integer::longValue).sum();
        return total * Math.pow(2, phase) / (Math.pow(2, number) - 1);
    }

    private long size(Set<String> phase) {
        return phase.stream().mapToLong(sizes::get).sum();
    }
}
