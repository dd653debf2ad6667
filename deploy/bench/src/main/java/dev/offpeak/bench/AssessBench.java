package dev.offpeak.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.offpeak.bench.ScannedGuests.Scan;
import dev.offpeak.contracts.message.Address.Service;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * {@code bench assess}: the turns of many VMs come at once, their guests are asked and report what they lack, and then it is asked which
 * VMs of the whole fleet lack a patch.
 */
final class AssessBench {
    /** Five minutes into the night of all VMs. */
    static final Testbed.Tested TESTED =
            new Testbed.Tested(Service.ASSESSMENT, "768m", Instant.parse("2026-11-04T22:05:00Z"));

    private static final double PER_SECOND = 2000;
    private static final double CPU_MILLIS = 0.5;
    private static final double QUESTION_SECONDS = 1;
    private static final int QUESTIONS = 20;
    private static final int WARM_UP = 5;
    private static final Instant RELEASED = Instant.parse("2026-11-03T18:00:00Z");

    private static final List<String> NOTES = List.of(
            "guests: this process takes the scans from the broker and reports, of each, 30 patches, as compute-service would; real, durable"
                    + " messages both ways. Three in four VMs lack what others of their image lack, too, the fourth 30 that are its own.",
            "results stored: from the first report until the last result is committed and the broker has all that the service tells others of"
                    + " them.",
            "which VMs lack a patch: all of them, page by page of 1,000, over HTTP; of the whole fleet.",
            "peer: hawkBit 1.0.4 takes 9 to 11 ms CPU for a target's poll and report, on the same kind of machine.");

    private final Testbed testbed;
    private final RolloutOptions options;
    private final int assessed;
    private final Consumer<String> progress;
    private final RolloutsClient client;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final String[][] patches = new String[ScannedFleet.IMAGES][ScannedFleet.PATCHES_OF_IMAGE];
    private final Map<String, String> figures = new LinkedHashMap<>();

    private AssessBench(Testbed testbed, RolloutOptions options, int assessed, Consumer<String> progress) {
        this.testbed = testbed;
        this.options = options;
        this.assessed = assessed;
        this.progress = progress;
        this.client = new RolloutsClient(testbed);
    }

    /** @param assessed how many VMs are assessed in one round; the others get results without being asked */
    static BenchMain.Found run(Testbed testbed, RolloutOptions options, int assessed, Consumer<String> progress)
            throws IOException {
        return new AssessBench(testbed, options, Math.min(assessed, options.vms()), progress).run();
    }

    private BenchMain.Found run() throws IOException {
        progress.accept("writing " + options.vms() + " VMs");
        ScannedFleet.load(testbed, options.vms());
        for (int i = 0; i < assessed; i++) {
            numbers.put(ScannedFleet.vmId(i), i);
        }
        for (int image = 0; image < ScannedFleet.IMAGES; image++) {
            for (int patch = 0; patch < ScannedFleet.PATCHES_OF_IMAGE; patch++) {
                patches[image][patch] = patch(image, patch);
            }
        }
        List<Target> targets = new ArrayList<>();
        try (ScannedGuests guests = ScannedGuests.connect(testbed)) {
            assess(guests, targets);
        }
        progress.accept("giving the other VMs results");
        ScannedFleet.assessTheRest(testbed);
        targets.add(question());
        return new BenchMain.Found(Map.of(), Map.of(), figures, targets, NOTES);
    }

    private void assess(ScannedGuests guests, List<Target> targets) {
        List<Double> perSecond = new ArrayList<>();
        List<Double> cpuMillis = new ArrayList<>();
        List<Double> orders = new ArrayList<>();
        Map<CpuClock.Part, List<Double>> parts = new LinkedHashMap<>();
        for (int round = 1; round <= options.rounds(); round++) {
            int number = round;
            long dueFrom = System.nanoTime();
            testbed.query(
                    "update vm set next_periodic_at = '2026-11-04T22:00:00Z' where name in (select 'vm-' || i from"
                            + " generate_series(0, " + (assessed - 1) + ") as i)");
            List<Scan> scans = guests.await(assessed);
            orders.add(assessed / ((System.nanoTime() - dueFrom) / 1e9));
            testbed.awaitNothing("outbox");
            Map<CpuClock.Part, Duration> before = testbed.cpu().now();
            long from = System.nanoTime();
            guests.report(scans, scan -> report(scan, number));
            client.await("the results", "select not exists (select from assessment where state = 'InProgress')");
            testbed.awaitNothing("outbox");
            double seconds = (System.nanoTime() - from) / 1e9;
            Map<CpuClock.Part, Duration> used =
                    CpuClock.between(before, testbed.cpu().now());
            perSecond.add(assessed / seconds);
            cpuMillis.add(each(used, CpuClock.Part.SERVICE) + each(used, CpuClock.Part.POSTGRESQL));
            used.keySet().forEach(part -> parts.computeIfAbsent(part, each -> new ArrayList<>())
                    .add(each(used, part)));
            progress.accept(String.format(
                    Locale.ROOT,
                    "round %d of %d: %.0f results a second, %.3f ms CPU each",
                    round,
                    options.rounds(),
                    perSecond.get(round - 1),
                    cpuMillis.get(round - 1)));
        }
        figures.put("scans ordered a second, from their turn until the guest has the order", PlanBench.text(orders));
        parts.forEach(
                (part, millis) -> figures.put("CPU of the " + part + " for each result, ms", PlanBench.text(millis)));
        targets.add(new Target("results of 30 patches stored", Spread.of(perSecond), PER_SECOND, true, "per s"));
        targets.add(new Target(
                "CPU of service and PostgreSQL for each (peer 9-11)", Spread.of(cpuMillis), CPU_MILLIS, false, "ms"));
    }

    private double each(Map<CpuClock.Part, Duration> used, CpuClock.Part part) {
        return used.get(part).toMillis() / (double) assessed;
    }

    private Target question() {
        progress.accept("asking which VMs lack a patch");
        List<Double> whole = new ArrayList<>();
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i < WARM_UP + QUESTIONS; i++) {
            String first = "/compliance/vms?lacks=KB" + lacked(i * 11 % assessed, i);
            double seconds = 0;
            int vms = 0;
            for (String next = first; !next.isEmpty(); ) {
                RolloutsClient.Answer answer = client.get(next);
                seconds += answer.took().toNanos() / 1e9;
                vms += answer.body().path("value").size();
                JsonNode link = answer.body().path("nextLink");
                next = link.asText().replace(testbed.service().toString(), "");
            }
            if (i >= WARM_UP) {
                whole.add(seconds);
                found.add(vms);
            }
        }
        figures.put(
                "VMs that lack a patch, of " + options.vms(),
                PlanBench.text(found.stream().map(Integer::doubleValue).toList()));
        for (String path : List.of(
                "/compliance/vms?lacks=KB" + lacked(0, 0),
                "/compliance/vms?lacks=2026-11*",
                "/compliance/vms?lacks=2026-11*&subscriptionId=" + VmRows.subscription(7),
                "/compliance/vms/" + ScannedFleet.vmId(1),
                "/compliance/summaries/regions",
                "/compliance/patches?$top=100")) {
            client.times(path, 1);
            figures.put("GET " + path + ", ms", PlanBench.text(client.times(path, options.rounds())));
        }
        return new Target("which VMs lack a patch, all pages", Spread.of(whole), QUESTION_SECONDS, false, "s");
    }

    /** A patch of those that a VM's last report named: in a small fleet some of an image's are named by nobody. */
    private String lacked(int vm, int which) {
        return ScannedFleet.kb(
                vm % ScannedFleet.IMAGES, ScannedFleet.lackedBy(vm, options.rounds())[which % ScannedFleet.LACKED]);
    }

    private String report(Scan scan, int round) {
        int vm = numbers.get(scan.vmId());
        String now = testbed.now().toString();
        return "{\"vmId\":\"" + scan.vmId() + "\",\"activityId\":\"" + scan.activityId()
                + "\",\"status\":\"Succeeded\",\"startedAt\":\"" + now + "\",\"endedAt\":\"" + now
                + "\",\"rebootPending\":false,\"patches\":"
                + Arrays.stream(ScannedFleet.lackedBy(vm, round))
                        .mapToObj(patch -> patches[vm % ScannedFleet.IMAGES][patch])
                        .collect(Collectors.joining(",", "[", "]"))
                + "}";
    }

    private static String patch(int image, int patch) {
        String kb = ScannedFleet.kb(image, patch);
        return "{\"patchId\":\"35428702-5784-4ba4-a6e0-" + String.format(Locale.ROOT, "%012d", image * 1000 + patch)
                + "\",\"name\":\"2026-11 Cumulative Update for Windows Server 2019 for x64-based Systems (KB" + kb
                + ")\",\"kbId\":\"" + kb
                + "\",\"classifications\":[\"Security\"],\"rebootBehavior\":\"CanRequestReboot\",\"publishedAt\":\""
                + RELEASED
                + "\",\"criticalOrSecurity\":true}";
    }
}
