package dev.offpeak.demo.verify;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A history of guests, sound unless a test doctors it. */
final class History {
    static final Map<String, String> PAIRS = Map.of("westeurope", "northeurope");

    private static final ZoneId PARIS = ZoneId.of("Europe/Paris");

    private final List<TopologyVm> topology = new ArrayList<>();
    private final List<JournalLine> journal = new ArrayList<>();

    /** Two paired regions in turn, each with two zones, lone VMs and a set of twelve, all patched as the rules say. */
    static History sound() {
        History history = new History();
        Instant night = Instant.parse("2026-11-10T21:00:00Z");
        for (String region : List.of("westeurope", "northeurope")) {
            Instant at = night;
            for (String zone : List.of("1", "2")) {
                for (int i = 0; i < 5; i++) {
                    at = history.patched(history.alone(region + "-" + zone + "-" + i, region, zone), at);
                    at = nextInTheNight(at);
                }
            }
            for (int i = 0; i < 12; i += 2) {
                Instant end = at;
                for (int peer = 0; peer < 2; peer++) {
                    end = history.patched(history.inSet(region + "-set-" + (i + peer), region, i / 2), at);
                }
                at = nextInTheNight(end);
            }
            night = night.plus(Duration.ofDays(10));
        }
        return history;
    }

    TopologyVm alone(String name, String region, String zone) {
        return add(new TopologyVm(name, name, "sub-1", region, zone, Optional.empty(), Optional.empty(), PARIS));
    }

    TopologyVm inSet(String name, String region, int updateDomain) {
        Optional<String> set = Optional.of("/sets/" + region);
        return add(new TopologyVm(name, name, "sub-1", region, "-", set, Optional.of(updateDomain), PARIS));
    }

    /** Patched within the hour from then on; the answer is when it proved healthy. */
    Instant patched(TopologyVm vm, Instant at) {
        Optional<String> activity = Optional.of("activity-" + journal.size());
        line(vm, at, JournalLine.ORDER_RECEIVED, activity, Optional.empty());
        line(vm, at.plusSeconds(60), JournalLine.STARTED, activity, Optional.empty());
        line(vm, at.plusSeconds(900), JournalLine.PATCH_INSTALLED, activity, Optional.of("Security"));
        line(vm, at.plusSeconds(1200), JournalLine.ENDED, activity, Optional.empty());
        line(vm, at.plusSeconds(1500), JournalLine.HEALTHY, activity, Optional.empty());
        return at.plusSeconds(1500);
    }

    void event(TopologyVm vm, Instant at, String event) {
        line(vm, at, event, Optional.empty(), Optional.empty());
    }

    TopologyVm vm(String name) {
        return topology.stream()
                .filter(vm -> vm.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    Instant received(String name) {
        return journal.stream()
                .filter(line -> line.vmId().equals(name) && line.is(JournalLine.ORDER_RECEIVED))
                .findFirst()
                .orElseThrow()
                .at();
    }

    /** Forgets all that the guest wrote, so that a test can write another history for it. */
    History without(String name) {
        journal.removeIf(line -> line.vmId().equals(name));
        return this;
    }

    void withoutEvent(String name, String event) {
        journal.removeIf(line -> line.vmId().equals(name) && line.is(event));
    }

    void reclassify(String name, String classification) {
        journal.replaceAll(line -> line.vmId().equals(name) && line.is(JournalLine.PATCH_INSTALLED)
                ? new JournalLine(
                        line.vmId(),
                        line.at(),
                        line.event(),
                        line.activityId(),
                        Optional.of(classification),
                        line.detail())
                : line);
    }

    List<RuleReport> reports(int phases) {
        return new Verifier(phases, PAIRS).check(journal, topology);
    }

    List<String> broken() {
        return reports(2).stream()
                .filter(report -> !report.violations().isEmpty())
                .map(RuleReport::rule)
                .toList();
    }

    private TopologyVm add(TopologyVm vm) {
        topology.add(vm);
        return vm;
    }

    private void line(
            TopologyVm vm, Instant at, String event, Optional<String> activity, Optional<String> classification) {
        journal.add(new JournalLine(vm.vmId(), at, event, activity, classification, Optional.empty()));
    }

    private static Instant nextInTheNight(Instant after) {
        Instant next = after.plusSeconds(60);
        int hour = next.atZone(PARIS).getHour();
        return hour >= 22 || hour < 5
                ? next
                : next.atZone(PARIS).toLocalDate().atTime(22, 0).atZone(PARIS).toInstant();
    }
}
