package dev.offpeak.demo.verify;

import dev.offpeak.demo.verify.Evidence.Pair;
import dev.offpeak.demo.verify.Evidence.Span;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * O1. The guests know nothing of phases, so they are inferred: the first attempts of a region's VMs span a time, regions whose
 * spans touch belong together, and such a group is (a part of) a phase. A group never has both halves of a pair, and there are at
 * least as many groups as phases were asked for. A VM that could not be patched in its turn, because it was switched off, without
 * the extension, or next to an unhealthy one of its set, is a straggler and stretches no span.
 */
final class PhasesRule implements Rule {
    @Override
    public String number() {
        return "O1";
    }

    @Override
    public String title() {
        return "phases one after the other, a pair never in one phase";
    }

    @Override
    public long check(Evidence evidence, List<String> violations) {
        SortedMap<String, Span> spans = new TreeMap<>();
        evidence.attemptsBy(vm -> Optional.of(vm.region()))
                .forEach((region, attempts) -> spans.put(region, span(attempts, evidence)));
        List<Set<String>> groups = groups(spans);
        long exercised = groups.size() - 1L;
        for (Pair pair : evidence.expectations().pairs()) {
            Span one = spans.get(pair.one());
            Span other = spans.get(pair.other());
            if (one == null || other == null) {
                continue;
            }
            exercised++;
            for (Set<String> group : groups) {
                if (group.contains(pair.one()) && group.contains(pair.other())) {
                    violations.add(pair.one() + " and " + pair.other() + " are a pair and were in one phase.");
                }
            }
        }
        int wanted = Math.min(evidence.expectations().phases(), spans.size());
        if (groups.size() < wanted) {
            violations.add("Only " + groups.size() + " phases can be told apart, " + wanted + " were asked for.");
        }
        return exercised;
    }

    private static Span span(List<Attempt> attempts, Evidence evidence) {
        Map<String, Attempt> first = new HashMap<>();
        attempts.forEach(attempt -> first.putIfAbsent(attempt.vm().vmId(), attempt));
        Set<String> unhealthySets = unhealthySets(attempts);
        Instant from = attempts.get(0).received();
        Instant to = from;
        for (Attempt attempt : first.values()) {
            boolean late = attempt.vm()
                            .availabilitySet()
                            .filter(unhealthySets::contains)
                            .isPresent()
                    || couldNotBefore(attempt, from, evidence);
            if (!late && attempt.received().isAfter(to)) {
                to = attempt.received();
            }
        }
        return new Span(from, to);
    }

    private static Set<String> unhealthySets(List<Attempt> attempts) {
        Set<String> sets = new HashSet<>();
        for (Attempt attempt : attempts) {
            if (attempt.healthy().isEmpty()) {
                attempt.vm().availabilitySet().ifPresent(sets::add);
            }
        }
        return sets;
    }

    private static boolean couldNotBefore(Attempt attempt, Instant from, Evidence evidence) {
        return evidence.journalOf(attempt.vm()).stream()
                .filter(line -> line.at().isAfter(from) && line.at().isBefore(attempt.received()))
                .anyMatch(line -> line.is(JournalLine.POWERED_OFF)
                        || line.is(JournalLine.POWERED_ON)
                        || line.is(JournalLine.SILENCED)
                        || line.is(JournalLine.EXTENSION_INSTALLED));
    }

    private static List<Set<String>> groups(SortedMap<String, Span> spans) {
        List<String> byStart = new ArrayList<>(spans.keySet());
        byStart.sort((a, b) -> spans.get(a).from().compareTo(spans.get(b).from()));
        List<Set<String>> groups = new ArrayList<>();
        Instant end = Instant.MIN;
        for (String region : byStart) {
            if (groups.isEmpty() || spans.get(region).from().isAfter(end)) {
                groups.add(new HashSet<>());
            }
            groups.get(groups.size() - 1).add(region);
            end = spans.get(region).to().isAfter(end) ? spans.get(region).to() : end;
        }
        return groups;
    }
}
