package dev.offpeak.demo.verify;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** What the check goes by: attempts put together from the journal, and the topology. */
final class Evidence {
    private final Map<String, TopologyVm> vms = new HashMap<>();
    private final Map<String, List<JournalLine>> journals = new HashMap<>();
    private final List<Attempt> attempts = new ArrayList<>();
    private final Expectations expectations;

    Evidence(List<JournalLine> journal, List<TopologyVm> topology, Expectations expectations) {
        this.expectations = expectations;
        topology.forEach(vm -> vms.put(vm.vmId(), vm));
        Map<String, List<JournalLine>> activities = new LinkedHashMap<>();
        journal.stream()
                .filter(line -> vms.containsKey(line.vmId()))
                .sorted(Comparator.comparing(JournalLine::at))
                .forEach(line -> {
                    journals.computeIfAbsent(line.vmId(), id -> new ArrayList<>())
                            .add(line);
                    line.activityId().ifPresent(activity -> activities
                            .computeIfAbsent(line.vmId() + activity, key -> new ArrayList<>())
                            .add(line));
                });
        for (List<JournalLine> lines : activities.values()) {
            if (lines.stream().anyMatch(line -> line.is(JournalLine.STARTED))) {
                JournalLine any = lines.get(0);
                attempts.add(new Attempt(vms.get(any.vmId()), any.activityId().orElseThrow(), lines));
            }
        }
        attempts.sort(Comparator.comparing(Attempt::received).thenComparing(Attempt::activityId));
    }

    Expectations expectations() {
        return expectations;
    }

    Iterable<TopologyVm> vms() {
        return vms.values();
    }

    /** Every attempt, in the order in which the guests got the orders. */
    List<Attempt> attempts() {
        return attempts;
    }

    /** Attempts of VMs that share something; those without a key are left out. In the order of the orders. */
    SortedMap<String, List<Attempt>> attemptsBy(Function<TopologyVm, Optional<String>> key) {
        SortedMap<String, List<Attempt>> groups = new TreeMap<>();
        for (Attempt attempt : attempts) {
            key.apply(attempt.vm()).ifPresent(group -> groups.computeIfAbsent(group, name -> new ArrayList<>())
                    .add(attempt));
        }
        return groups;
    }

    /** All that a guest wrote, oldest first. */
    List<JournalLine> journalOf(TopologyVm vm) {
        return journals.getOrDefault(vm.vmId(), List.of());
    }

    /**
     * What the demo asked for.
     *
     * @param phases at least so many
     * @param pairs regions that must be kept apart
     */
    record Expectations(int phases, List<Pair> pairs) {}

    /**
     * Two paired regions.
     *
     * @param one normalised name
     * @param other normalised name
     */
    record Pair(String one, String other) {}

    /**
     * A span of platform time.
     *
     * @param from its start
     * @param to its end
     */
    record Span(Instant from, Instant to) {
        boolean overlaps(Span other) {
            return from.isBefore(other.to) && other.from.isBefore(to);
        }
    }
}
