package dev.offpeak.simulation.world;

import dev.offpeak.contracts.PatchMode;
import dev.offpeak.orchestrator.domain.Placement;
import dev.offpeak.orchestrator.domain.Policy;
import dev.offpeak.regions.Region;
import dev.offpeak.regions.RegionCatalog;
import dev.offpeak.time.OffPeakHours;
import dev.offpeak.time.OffPeakWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;

/** Small fleets with everything in them that a rule is about: pairs, zones, sets of all sizes, subscriptions; around a change of clocks. */
final class Fleets {
    private static final List<List<String>> PAIRS = List.of(
            List.of("northeurope", "westeurope"),
            List.of("eastus", "westus"),
            List.of("uksouth", "ukwest"),
            List.of("australiaeast", "australiasoutheast"));
    private static final List<Instant> BEFORE_CHANGES_OF_CLOCKS =
            List.of(Instant.parse("2026-03-20T12:00:00Z"), Instant.parse("2026-10-15T12:00:00Z"));

    private final SplittableRandom random;
    private final RegionCatalog regions;
    private final List<String> names = new ArrayList<>();
    private final List<String> subscriptions = new ArrayList<>();
    private final Instant start;

    Fleets(long seed, RegionCatalog regions) {
        this.random = new SplittableRandom(seed ^ 0x5DEECE66DL);
        this.regions = regions;
        this.start = BEFORE_CHANGES_OF_CLOCKS
                .get(random.nextInt(BEFORE_CHANGES_OF_CLOCKS.size()))
                .plus(Duration.ofHours(random.nextInt(72)));
        int first = random.nextInt(PAIRS.size());
        names.addAll(PAIRS.get(first));
        names.addAll(PAIRS.get((first + 1 + random.nextInt(PAIRS.size() - 1)) % PAIRS.size()));
        for (int i = 0; i < 2; i++) {
            subscriptions.add(new UUID(1, i + 1).toString());
        }
    }

    Instant start() {
        return start;
    }

    List<String> subscriptions() {
        return subscriptions;
    }

    /** The machines that there are at the beginning. */
    List<Machine> machines() {
        List<Machine> machines = new ArrayList<>();
        for (String region : names) {
            int alone = random.nextInt(4);
            for (int i = 0; i < alone; i++) {
                machines.add(machine(region, Placement.NO_ZONE, Optional.empty(), Optional.empty()));
            }
            int zoned = random.nextInt(5);
            for (int i = 0; i < zoned; i++) {
                machines.add(
                        machine(region, Integer.toString(1 + random.nextInt(3)), Optional.empty(), Optional.empty()));
            }
        }
        for (int set = 0; set < 2; set++) {
            String region = names.get(random.nextInt(names.size()));
            int size = random.nextInt(3) == 0 ? 10 + random.nextInt(4) : 2 + random.nextInt(5);
            for (int i = 0; i < size; i++) {
                machines.add(machine(region, Placement.NO_ZONE, Optional.of("set-" + set), Optional.of(i % 3)));
            }
        }
        for (int i = 0; i < 2; i++) {
            Machine manual = machine(names.get(random.nextInt(names.size())), "1", Optional.empty(), Optional.empty());
            manual.mode = PatchMode.MANUAL;
            machines.add(manual);
        }
        if (machines.size() == 2) {
            machines.add(machine(names.get(0), "1", Optional.empty(), Optional.empty()));
        }
        return machines;
    }

    /** One that joins. */
    Machine newcomer() {
        return machine(
                names.get(random.nextInt(names.size())),
                random.nextBoolean() ? Placement.NO_ZONE : Integer.toString(1 + random.nextInt(3)),
                Optional.empty(),
                Optional.empty());
    }

    /** Where a machine goes that is deleted and made anew elsewhere: placement never changes while it lives. */
    Machine elsewhere(Machine machine) {
        return machine(
                machine.placement().region(),
                Placement.NO_ZONE,
                Optional.of("set-0 " + machine.placement().region()),
                Optional.of(random.nextInt(3)));
    }

    Policy policy() {
        return Policy.DEFAULT
                .with()
                .phases(2 + random.nextInt(2))
                .maxFailedShare(0.25)
                .maxSubscriptionShare(random.nextBoolean() ? 0.2 : 0.5)
                .verification(Duration.ofMinutes(20 + random.nextInt(20)))
                .deadline(Duration.ofDays(30))
                .build();
    }

    private Machine machine(String name, String zone, Optional<String> set, Optional<Integer> domain) {
        Region region = regions.find(name).orElseThrow();
        return new Machine(
                new UUID(random.nextLong(), random.nextLong()).toString(),
                new Placement(
                        subscriptions.get(set.isPresent() ? 0 : random.nextInt(subscriptions.size())),
                        name,
                        zone,
                        set,
                        domain),
                new OffPeakHours(OffPeakWindow.DEFAULT, region.timeZone()));
    }
}
