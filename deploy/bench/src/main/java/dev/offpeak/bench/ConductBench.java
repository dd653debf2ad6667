package dev.offpeak.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * {@code bench conduct}: a rollout from its first order to its last report. Its batches go one after the other, side by side in all
 * regions of a phase: once all orders of such a wave have come, all guests report but one of each region, and when the service has
 * taken that, these last ones.
 */
final class ConductBench {
    private static final String POLICY = """
            {"bakeTime":"PT0S","phases":2,"maxSubscriptionShare":1.0}""";

    private static final double NEXT_SECONDS = 2;
    private static final double PEER_CPU_SECONDS = 26;
    private static final double PEER_SIZE = 100_000;
    /** A wave of fewer orders says nothing of how many are given in a second. */
    private static final int SMALL_WAVE = 100;

    private static final List<String> NOTES = List.of(
            "guests: this process takes the orders from the broker and answers each with InstallationEnded and VmHealthObserved, as"
                    + " compute-service would; real, durable messages both ways.",
            "next orders: from the reports of the last guests, sent when everything before them is taken, until the slowest region"
                    + " has the first order of its next batch from the broker; between the batches of a phase and from phase to phase.",
            "giving orders: from that report (the first time: from the end of planning) until the wave's last order is at its guest.",
            "peer: hawkBit 1.0.4 takes 26 to 32 CPU s to start a rollout of 100,000 targets, and 9.6 s from the last report of a"
                    + " group to the next group, on the same kind of machine.");

    private ConductBench() {}

    /** Orders that are in flight together by the plan: of each region of a phase the batch whose turn it is. */
    private record Wave(int phase, int number, int regions, int orders) {}

    static BenchMain.Found run(Testbed testbed, RolloutOptions options, Consumer<String> progress) throws IOException {
        progress.accept("writing " + options.vms() + " VMs");
        OpenFleet.load(testbed, options.vms());
        Map<String, String> regions = regions(testbed);
        RolloutsClient client = new RolloutsClient(testbed);
        List<Double> gaps = new ArrayList<>();
        List<Double> startCpu = new ArrayList<>();
        List<Double> reportCpu = new ArrayList<>();
        List<Double> ordersPerSecond = new ArrayList<>();
        List<Double> reportsPerSecond = new ArrayList<>();
        try (Guests guests = Guests.connect(testbed)) {
            for (int round = 1; round <= options.rounds(); round++) {
                String rollout = client.publish(POLICY);
                client.awaitPlan(rollout);
                Map<CpuClock.Part, Duration> before = testbed.cpu().now();
                long from = System.nanoTime();
                double starting = 0;
                double reporting = 0;
                int orders = guests.arrived();
                boolean first = true;
                for (Wave wave : waves(testbed, rollout)) {
                    guests.awaitArrived(orders + 1);
                    long firstAt = System.nanoTime();
                    orders += wave.orders();
                    guests.awaitArrived(orders);
                    if (wave.orders() >= SMALL_WAVE) {
                        ordersPerSecond.add(wave.orders() / Math.max(1e-3, (System.nanoTime() - firstAt) / 1e9));
                    }
                    Map<CpuClock.Part, Duration> given = testbed.cpu().now();
                    starting += seconds(before, given);
                    Map<String, List<Guests.Order>> open = guests.takeOpen().stream()
                            .collect(Collectors.groupingBy(order -> regions.get(order.vmId())));
                    double gap = (open.values().stream()
                                            .mapToLong(
                                                    ofRegion -> ofRegion.get(0).atNanos())
                                            .max()
                                            .orElseThrow()
                                    - from)
                            / 1e9;
                    if (!first) {
                        gaps.add(gap);
                    }
                    List<Guests.Order> early = new ArrayList<>();
                    List<Guests.Order> last = new ArrayList<>();
                    open.values().forEach(ofRegion -> {
                        last.add(ofRegion.get(0));
                        early.addAll(ofRegion.subList(1, ofRegion.size()));
                    });
                    long reportedFrom = System.nanoTime();
                    guests.answer(early);
                    client.await(
                            "all reports but the last ones", "select count(*) = " + last.size() + " from in_flight");
                    if (wave.orders() >= SMALL_WAVE) {
                        reportsPerSecond.add(early.size() / ((System.nanoTime() - reportedFrom) / 1e9));
                    }
                    before = testbed.cpu().now();
                    reporting += seconds(given, before);
                    progress.accept(String.format(
                            Locale.ROOT,
                            "round %d: phase %d, batch %d in %d regions: %d orders, %.2f s after the last report",
                            round,
                            wave.phase(),
                            wave.number(),
                            wave.regions(),
                            wave.orders(),
                            gap));
                    from = System.nanoTime();
                    guests.answer(last);
                    first = false;
                }
                client.await("the end", "select state = 'Completed' from rollout where id = '" + rollout + "'");
                startCpu.add(starting * PEER_SIZE / options.vms());
                reportCpu.add(reporting * PEER_SIZE / options.vms());
            }
        }
        Map<String, String> figures = new LinkedHashMap<>();
        if (!ordersPerSecond.isEmpty()) {
            figures.put("orders a second, from the first to the last of a wave", PlanBench.text(ordersPerSecond));
            figures.put("guests' answers taken a second (two messages each)", PlanBench.text(reportsPerSecond));
        }
        figures.put(
                "taking the answers of 100,000 VMs, CPU s of service, PostgreSQL and broker",
                PlanBench.text(reportCpu));
        return new BenchMain.Found(
                Map.of(),
                Map.of(),
                figures,
                List.of(
                        new Target(
                                "next orders after the last report (peer 9.6)",
                                Spread.of(gaps),
                                NEXT_SECONDS,
                                false,
                                "s"),
                        new Target(
                                "giving 100,000 orders, CPU of service, PostgreSQL and broker (peer 26-32)",
                                Spread.of(startCpu),
                                PEER_CPU_SECONDS,
                                false,
                                "CPU s")),
                NOTES);
    }

    private static List<Wave> waves(Testbed testbed, String rollout) {
        return testbed
                .query("select phase, turn::int, count(distinct region)::int, count(*)::int from (select phase, region,"
                        + " dense_rank() over (partition by phase, region order by step, batch) as turn from assignment"
                        + " where rollout_id = '" + rollout + "') as turns group by 1, 2 order by 1, 2")
                .stream()
                .map(row -> new Wave(row.getInteger(0), row.getInteger(1), row.getInteger(2), row.getInteger(3)))
                .toList();
    }

    private static Map<String, String> regions(Testbed testbed) {
        Map<String, String> regions = new HashMap<>();
        testbed.query("select vm_id, region from vm").forEach(row -> regions.put(row.getString(0), row.getString(1)));
        return regions;
    }

    private static double seconds(Map<CpuClock.Part, Duration> before, Map<CpuClock.Part, Duration> after) {
        Map<CpuClock.Part, Duration> used = CpuClock.between(before, after);
        return (used.get(CpuClock.Part.SERVICE).toMillis()
                        + used.get(CpuClock.Part.POSTGRESQL).toMillis()
                        + used.get(CpuClock.Part.BROKER).toMillis())
                / 1e3;
    }
}
