package dev.offpeak.demo.verify;

import dev.offpeak.demo.verify.Evidence.Pair;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** O2: the two regions of a pair are never in flight together, retries and stragglers included. */
final class PairsRule implements Rule {
    @Override
    public String number() {
        return "O2";
    }

    @Override
    public String title() {
        return "paired regions never in flight together";
    }

    @Override
    public long check(Evidence evidence, List<String> violations) {
        SortedMap<String, List<Attempt>> regions = evidence.attemptsBy(vm -> Optional.of(vm.region()));
        long exercised = 0;
        for (Pair pair : evidence.expectations().pairs()) {
            List<Attempt> ones = regions.getOrDefault(pair.one(), List.of());
            List<Attempt> others = regions.getOrDefault(pair.other(), List.of());
            if (!ones.isEmpty() && !others.isEmpty()) {
                exercised += ones.size() + others.size();
            }
            for (Attempt one : ones) {
                others.stream()
                        .filter(one::overlaps)
                        .forEach(other -> violations.add(pair.one() + " and " + pair.other()
                                + " are a pair and were in flight together: " + one + " and " + other + "."));
            }
        }
        return exercised;
    }
}
