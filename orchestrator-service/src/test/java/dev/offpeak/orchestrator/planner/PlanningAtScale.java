package dev.offpeak.orchestrator.planner;

import static dev.offpeak.orchestrator.planner.TestFleet.CATALOG;
import static dev.offpeak.orchestrator.planner.TestFleet.aVm;

import dev.offpeak.orchestrator.domain.Policy;
import dev.offpeak.regions.Region;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/**
 * Run by hand, with the heap that is to be enough: plans a million VMs in sixty regions and prints the processor time of each step.
 * Not a test: what it measures is the machine as well.
 */
final class PlanningAtScale {
    private PlanningAtScale() {}

    public static void main(String[] arguments) {
        int vms = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000_000;
        for (int round = 1; round <= 3; round++) {
            long start = cpu();
            FleetSnapshot fleet = fleet(vms);
            long loaded = cpu();
            Instant now = Instant.parse("2026-11-10T18:00:00Z");
            RolloutPlan plan =
                    RolloutPlanner.plan(fleet, CATALOG, Policy.DEFAULT, round, now, now.plus(Duration.ofDays(30)));
            long planned = cpu();
            long used = used();
            long measured = cpu();
            PlanCertificate certificate = PlanCertificate.of(plan, fleet, CATALOG, Policy.DEFAULT);
            long certified = cpu();
            System.out.printf(
                    "%d VMs: snapshot %d ms, plan %d ms, certificate %d ms (%s), fleet and plan hold %d MB, %d phases, margin %s%n",
                    fleet.size(),
                    (loaded - start) / 1_000_000,
                    (planned - loaded) / 1_000_000,
                    (certified - measured) / 1_000_000,
                    certificate.isSound() ? "sound" : certificate.violations().get(0),
                    used / 1_000_000,
                    plan.phases().size(),
                    plan.forecast().margin());
        }
    }

    private static FleetSnapshot fleet(int vms) {
        Random random = new Random(7);
        List<Region> regions = CATALOG.all().stream().limit(60).toList();
        FleetSnapshot.Builder fleet = new FleetSnapshot.Builder();
        int number = 0;
        while (number < vms) {
            Region region = regions.get(random.nextInt(regions.size()));
            String subscription = "subscription-" + random.nextInt(2000);
            boolean inSet = random.nextInt(3) == 0;
            int size = inSet ? 2 + random.nextInt(39) : 20;
            String zone = region.availabilityZones() && !inSet ? "" + (1 + random.nextInt(3)) : "-";
            for (int i = 0; i < size; i++) {
                TestFleet.VmBuilder vm = aVm(new UUID(random.nextLong(), random.nextLong()).toString())
                        .of(subscription)
                        .in(region.name())
                        .zone(zone);
                fleet.add((inSet ? vm.set("set-" + number, i % 5, size) : vm).build());
            }
            number += size;
        }
        return fleet.build();
    }

    /** What this thread has used of a processor: a busy machine makes it no longer. */
    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static long used() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
