package dev.offpeak.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** {@code bench plan}: a plan for the whole fleet, and looking at it. */
final class PlanBench {
    /** In the American morning: the canary regions, where the first phase begins, are awake, so that nothing is due. */
    static final Testbed.Tested TESTED = Testbed.Tested.orchestrator(Instant.parse("2026-11-04T15:00:00Z"));

    private static final double PLAN_SECONDS = 20;
    private static final double PLAN_TO_COPY = 3;
    private static final double PAGE_MILLIS = 50;
    private static final double LOOK_MILLIS = 50;
    private static final double HEAP_MEBIBYTES = 1024;
    private static final int REQUESTS = 20;
    private static final int WARM_UP = 10;
    private static final Duration AT_REST = Duration.ofSeconds(10);
    private static final Duration SETTLES = Duration.ofSeconds(3);
    private static final double PEER_SIZE = 100_000;

    private static final List<String> NOTES = List.of(
            "plan: from the request that publishes the release until its plan, verified, is committed; the first one meets a"
                    + " service that has just started.",
            "plain COPY: the same assignments, by COPY into an empty table with the same key and indexes, right after each plan.",
            "a look: one tick of the conductor, as the service measures it, while a rollout is under way of which nothing is due.",
            "peer: hawkBit 1.0.4 takes 62 CPU s from creating a rollout of 100,000 targets to ready, on the same kind of machine.");

    private final Testbed testbed;
    private final RolloutOptions options;
    private final Consumer<String> progress;
    private final RolloutsClient client;
    private final ServiceMetrics metrics;
    private final Map<String, String> figures = new LinkedHashMap<>();

    private PlanBench(Testbed testbed, RolloutOptions options, Consumer<String> progress) {
        this.testbed = testbed;
        this.options = options;
        this.progress = progress;
        this.client = new RolloutsClient(testbed);
        this.metrics = new ServiceMetrics(testbed);
    }

    static BenchMain.Found run(Testbed testbed, RolloutOptions options, Consumer<String> progress) throws IOException {
        return new PlanBench(testbed, options, progress).run();
    }

    private BenchMain.Found run() throws IOException {
        progress.accept("writing " + options.vms() + " VMs");
        WholeFleet.load(testbed, options.vms());
        List<Double> seconds = new ArrayList<>();
        List<Double> copies = new ArrayList<>();
        List<Double> bareCopies = new ArrayList<>();
        List<Double> shares = new ArrayList<>();
        List<Double> serviceCpu = new ArrayList<>();
        List<Double> databaseCpu = new ArrayList<>();
        List<Double> cpuAsPeer = new ArrayList<>();
        List<Double> heap = new ArrayList<>();
        String rollout = "";
        for (int round = 1; round <= options.rounds(); round++) {
            if (!rollout.isEmpty()) {
                client.act(rollout, "cancel");
            }
            CpuClock cpu = testbed.cpu();
            Map<CpuClock.Part, Duration> before = cpu.now();
            long begun = System.nanoTime();
            try (HeapWatch watch = new HeapWatch(metrics)) {
                rollout = client.publish("{}");
                client.awaitPlan(rollout);
                seconds.add((System.nanoTime() - begun) / 1e9);
                heap.add(watch.mostMebibytes());
            }
            Map<CpuClock.Part, Duration> used = CpuClock.between(before, cpu.now());
            serviceCpu.add(used.get(CpuClock.Part.SERVICE).toMillis() / 1e3);
            databaseCpu.add(used.get(CpuClock.Part.POSTGRESQL).toMillis() / 1e3);
            cpuAsPeer.add((serviceCpu.get(round - 1) + databaseCpu.get(round - 1)) * PEER_SIZE / options.vms());
            copies.add(PlainCopy.of(testbed, rollout, true).toMillis() / 1e3);
            bareCopies.add(PlainCopy.of(testbed, rollout, false).toMillis() / 1e3);
            shares.add(seconds.get(round - 1) / copies.get(round - 1));
            progress.accept(String.format(
                    Locale.ROOT,
                    "round %d of %d: planned in %.2f s, COPY %.2f s",
                    round,
                    options.rounds(),
                    seconds.get(round - 1),
                    copies.get(round - 1)));
        }
        figures.put("plan and store, CPU s of the service", text(serviceCpu));
        figures.put("plan and store, CPU s of PostgreSQL", text(databaseCpu));
        figures.put("plain COPY with the same indexes, s", text(copies));
        figures.put("plain COPY without indexes, s", text(bareCopies));
        List<Target> targets = new ArrayList<>(List.of(
                new Target("plan and store", Spread.of(seconds), PLAN_SECONDS, false, "s"),
                new Target("plan and store, of a plain COPY", Spread.of(shares), PLAN_TO_COPY, false, "times"),
                new Target(
                        "plan and store, CPU of service and PostgreSQL per 100,000 VMs (peer 62)",
                        Spread.of(cpuAsPeer),
                        62,
                        false,
                        "CPU s"),
                new Target("the service's heap meanwhile (-Xmx1g)", Spread.of(heap), HEAP_MEBIBYTES, false, "MiB")));
        client.await("the first phase", "select state = 'InProgress' from rollout where id = '" + rollout + "'");
        Testbed.pause(SETTLES);
        targets.add(page(rollout));
        targets.add(looks());
        return new BenchMain.Found(Map.of(), Map.of(), figures, targets, NOTES);
    }

    private Target page(String rollout) {
        progress.accept("reading the rollout's page");
        String self = "/rollouts/" + rollout;
        JsonNode any = client.get(self + "/vms?$top=1&state=Waiting").body().at("/value/0");
        Map<String, String> paths = new LinkedHashMap<>();
        paths.put("GET a rollout with its phases", self);
        paths.put(
                "GET a rollout's VMs, 50 of a region that wait",
                self + "/vms?$top=50&state=Waiting&region=" + any.path("region").asText());
        paths.put("GET a rollout's phases", self + "/phases");
        paths.put("GET a rollout's VMs, the first 50", self + "/vms?$top=50");
        paths.put("GET a rollout's VMs, 50 by hold reason", self + "/vms?$top=50&hold=OutsideWindow");
        paths.put("GET one VM of a rollout", self + "/vms/" + any.path("vmId").asText());
        paths.put("GET all rollouts", "/rollouts");
        Map<String, List<Double>> times = new LinkedHashMap<>();
        paths.forEach((name, path) -> {
            client.times(path, WARM_UP);
            times.put(name, client.times(path, REQUESTS));
            figures.put(name + ", ms", text(times.get(name)));
        });
        List<List<Double>> page = List.copyOf(times.values()).subList(0, 2);
        List<Double> sums = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            sums.add(page.get(0).get(i) + page.get(1).get(i));
        }
        return new Target(
                "data of a rollout's page (the rollout with its phases, then 50 VMs of a region that wait)",
                Spread.of(sums),
                PAGE_MILLIS,
                false,
                "ms");
    }

    private Target looks() {
        progress.accept("letting it look");
        List<Double> millis = new ArrayList<>();
        double cpuBefore = cpuSeconds();
        double count = 0;
        for (int i = 0; i < options.rounds(); i++) {
            double looksBefore = metrics.sum("offpeak_look_seconds_count", "");
            double secondsBefore = metrics.sum("offpeak_look_seconds_sum", "");
            Testbed.pause(AT_REST);
            double looks = metrics.sum("offpeak_look_seconds_count", "") - looksBefore;
            count += looks;
            millis.add((metrics.sum("offpeak_look_seconds_sum", "") - secondsBefore) * 1000 / Math.max(1, looks));
        }
        double seconds = (double) AT_REST.toSeconds() * options.rounds();
        figures.put(
                "looks a second, and CPU ms a second of service and PostgreSQL with nothing due",
                String.format(Locale.ROOT, "%.1f, %.0f", count / seconds, (cpuSeconds() - cpuBefore) * 1000 / seconds));
        return new Target("a look with nothing due", Spread.of(millis), LOOK_MILLIS, false, "ms");
    }

    private double cpuSeconds() {
        Map<CpuClock.Part, Duration> used = testbed.cpu().now();
        return (used.get(CpuClock.Part.SERVICE).toMillis()
                        + used.get(CpuClock.Part.POSTGRESQL).toMillis())
                / 1e3;
    }

    /** Median, least and most. */
    static String text(List<Double> values) {
        Spread spread = Spread.of(values);
        return String.format(Locale.ROOT, "%.3g (%.3g-%.3g)", spread.median(), spread.min(), spread.max());
    }
}
