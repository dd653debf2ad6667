package dev.offpeak.orchestrator.certificate;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Checks what was in flight together, over all rollouts, against rules O1, O2, O4 to O7 and I3; from the recorded flights alone.
 */
public final class HistoryVerifier {
    private final Map<String, Set<String>> pairs;

    /**
     * @param pairs for each paired region the regions that must be kept apart from it
     */
    public HistoryVerifier(Map<String, Set<String>> pairs) {
        this.pairs = pairs;
    }

    /** One report for each rule, by number. */
    public List<RuleReport> check(List<Flight> flights) {
        return List.of(
                orderedOffPeak(flights),
                phasesInTurn(flights),
                pairsApart(flights),
                neverTogether("O4", "zones of a region never in flight together", byRegion(flights), Flight::zone),
                atMost(
                        "O5",
                        "no more of a subscription's VMs outside sets than its share",
                        group(flights, HistoryVerifier::subscriptionScope),
                        Shares::allowOfSubscription),
                neverTogether(
                        "O6",
                        "update domains of a set never in flight together",
                        group(flights, Flight::set),
                        flight -> String.valueOf(flight.updateDomain().orElse(-1))),
                atMost("O6", "no more of a set than its share", group(flights, Flight::set), Shares::allowOfSet),
                neverTogether(
                        "O7",
                        "one order for a VM until its slot is free",
                        group(flights, flight -> Optional.of(flight.vm())),
                        Flight::activity),
                everySlotFreed(flights));
    }

    private RuleReport pairsApart(List<Flight> flights) {
        SortedMap<String, List<Flight>> regions = byRegion(flights);
        List<String> violations = new ArrayList<>();
        long exercised = 0;
        for (String one : regions.keySet()) {
            for (String other : pairs.getOrDefault(one, Set.of())) {
                if (one.compareTo(other) < 0 && regions.containsKey(other)) {
                    List<Flight> both = new ArrayList<>(regions.get(one));
                    both.addAll(regions.get(other));
                    exercised += together(both, Flight::region, violations);
                }
            }
        }
        return new RuleReport("O2", "paired regions never in flight together", exercised, violations);
    }

    private static RuleReport neverTogether(
            String rule, String title, SortedMap<String, List<Flight>> groups, Function<Flight, String> value) {
        List<String> violations = new ArrayList<>();
        long exercised = 0;
        for (List<Flight> group : groups.values()) {
            exercised += together(group, value, violations);
        }
        return new RuleReport(rule, title, exercised, violations);
    }

    /** Finds flights of one group that differ in a value and were in flight together; answers how many might have been. */
    private static long together(List<Flight> group, Function<Flight, String> value, List<String> violations) {
        if (group.stream().map(value).distinct().limit(2).count() < 2) {
            return 0;
        }
        // Counting values first keeps batches of thousands of equals cheap: only a violation is searched for.
        Map<String, Integer> valuesInFlight = new HashMap<>();
        Sweep.over(group, new Sweep.Visitor() {
            @Override
            public void ordered(Flight flight, Set<Flight> others) {
                String own = value.apply(flight);
                if (valuesInFlight.size() > (valuesInFlight.containsKey(own) ? 1 : 0)) {
                    others.stream()
                            .filter(other -> !value.apply(other).equals(own))
                            .min(Comparator.comparing(Flight::activity))
                            .ifPresent(other ->
                                    violations.add(flight + " was ordered while " + other + " was in flight."));
                }
                valuesInFlight.merge(own, 1, Integer::sum);
            }

            @Override
            public void freed(Flight flight) {
                valuesInFlight.computeIfPresent(value.apply(flight), (key, n) -> n == 1 ? null : n - 1);
            }
        });
        return group.size();
    }

    /** Whether that many may be in flight together. */
    private interface Allowance {
        boolean allows(Shares shares, int together, int of);
    }

    private static RuleReport atMost(
            String rule, String title, SortedMap<String, List<Flight>> groups, Allowance allowance) {
        List<String> violations = new ArrayList<>();
        long[] exercised = {0};
        groups.forEach((name, group) -> Sweep.over(group, (flight, others) -> {
            int together = others.size() + 1;
            exercised[0] += flight.sharedWith() > 1 ? 1 : 0;
            if (!allowance.allows(flight.shares(), together, flight.sharedWith())) {
                violations.add("With " + flight + " " + together + " of " + flight.sharedWith() + " VMs of " + name
                        + " were in flight.");
            }
        }));
        return new RuleReport(rule, title, exercised[0], violations);
    }

    /**
     * No phase is ordered before the one before it was through, and when a phase is through nothing that was ordered in it is in
     * flight. What is ordered of it later are stragglers, which may be in flight beside later phases.
     */
    private static RuleReport phasesInTurn(List<Flight> flights) {
        List<String> violations = new ArrayList<>();
        long exercised = 0;
        SortedMap<String, List<Flight>> rollouts =
                group(flights, flight -> flight.phase().isPresent() ? flight.rollout() : Optional.empty());
        for (List<Flight> rollout : rollouts.values()) {
            SortedMap<Integer, List<Flight>> phases = new TreeMap<>();
            rollout.forEach(flight -> phases.computeIfAbsent(flight.phase().orElseThrow(), n -> new ArrayList<>())
                    .add(flight));
            Flight before = null;
            for (List<Flight> phase : phases.values()) {
                Flight first = Collections.min(phase, Comparator.comparing(Flight::from));
                if (before != null) {
                    exercised++;
                    if (before.phaseEnded()
                            .filter(end -> !first.from().isBefore(end))
                            .isEmpty()) {
                        violations.add("Phase " + first.phase().orElseThrow() + " began with " + first
                                + " before phase " + before.phase().orElseThrow() + " was through.");
                    }
                }
                phase.stream()
                        .filter(HistoryVerifier::outlastsItsPhase)
                        .min(Comparator.comparing(Flight::activity))
                        .ifPresent(flight ->
                                violations.add("Phase " + flight.phase().orElseThrow() + " was through while its "
                                        + flight + " was in flight."));
                before = first;
            }
        }
        return new RuleReport("O1", "phases one after the other", exercised, violations);
    }

    private static boolean outlastsItsPhase(Flight flight) {
        return flight.phaseEnded()
                .filter(end -> flight.from().isBefore(end)
                        && flight.to().map(end::isBefore).orElse(true))
                .isPresent();
    }

    private static RuleReport everySlotFreed(List<Flight> flights) {
        List<String> violations = flights.stream()
                .filter(flight -> flight.to().isEmpty())
                .map(flight -> flight + " never ended.")
                .toList();
        return new RuleReport(
                "O7", "every slot was freed by report and verdict, or by name", flights.size(), violations);
    }

    private static RuleReport orderedOffPeak(List<Flight> flights) {
        List<String> violations = new ArrayList<>();
        long exercised = 0;
        for (Flight flight : flights) {
            if (flight.hours().isPresent()) {
                exercised++;
                Optional<Instant> end =
                        endOfWindow(flight.from(), flight.hours().get());
                if (end.isEmpty()) {
                    violations.add(flight + " was ordered outside its off-peak hours.");
                } else if (flight.notAfter().isAfter(end.get())) {
                    violations.add(
                            flight + " might have run until " + flight.notAfter() + ", after its off-peak hours.");
                }
            }
        }
        return new RuleReport("I3", "orders lie in the VM's own off-peak hours", exercised, violations);
    }

    /** When the window ends that is open at that moment; empty when none is. */
    private static Optional<Instant> endOfWindow(Instant at, Flight.Hours hours) {
        ZonedDateTime local = at.atZone(hours.zone());
        LocalTime time = local.toLocalTime();
        boolean overnight = !hours.end().isAfter(hours.start());
        boolean sinceStart = !time.isBefore(hours.start());
        boolean beforeEnd = time.isBefore(hours.end());
        if (overnight ? !sinceStart && !beforeEnd : !sinceStart || !beforeEnd) {
            return Optional.empty();
        }
        LocalDate day = overnight && sinceStart ? local.toLocalDate().plusDays(1) : local.toLocalDate();
        return Optional.of(day.atTime(hours.end()).atZone(hours.zone()).toInstant());
    }

    private static Optional<String> subscriptionScope(Flight flight) {
        return flight.set().isPresent()
                ? Optional.empty()
                : Optional.of("subscription " + flight.subscription() + " in " + flight.region());
    }

    private static SortedMap<String, List<Flight>> byRegion(Collection<Flight> flights) {
        return group(flights, flight -> Optional.of(flight.region()));
    }

    private static SortedMap<String, List<Flight>> group(
            Collection<Flight> flights, Function<Flight, Optional<String>> key) {
        SortedMap<String, List<Flight>> groups = new TreeMap<>();
        for (Flight flight : flights) {
            key.apply(flight).ifPresent(name -> groups.computeIfAbsent(name, unseen -> new ArrayList<>())
                    .add(flight));
        }
        return groups;
    }
}
