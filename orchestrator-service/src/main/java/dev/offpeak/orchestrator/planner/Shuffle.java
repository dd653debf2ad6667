package dev.offpeak.orchestrator.planner;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Orders that differ from release to release and are the same for one seed (rule I7), whatever order the input came in. */
final class Shuffle {
    private Shuffle() {}

    /** The rank of a name under a seed: equal for equal input, unrelated otherwise. */
    static long rank(long seed, String name) {
        long hash = seed ^ 0x9E3779B97F4A7C15L;
        for (int i = 0; i < name.length(); i++) {
            hash = mix(hash ^ name.charAt(i));
        }
        return mix(hash);
    }

    /** The names in the seed's order. */
    static List<String> of(long seed, Iterable<String> names) {
        List<String> sorted = new ArrayList<>();
        names.forEach(sorted::add);
        sorted.sort(
                Comparator.comparingLong((String name) -> rank(seed, name)).thenComparing(Comparator.naturalOrder()));
        return sorted.stream().distinct().toList();
    }

    private static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
