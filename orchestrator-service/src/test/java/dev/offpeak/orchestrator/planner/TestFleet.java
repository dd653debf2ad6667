package dev.offpeak.orchestrator.planner;

import dev.offpeak.contracts.PatchMode;
import dev.offpeak.orchestrator.domain.FleetVm;
import dev.offpeak.orchestrator.domain.Placement;
import dev.offpeak.orchestrator.domain.Ring;
import dev.offpeak.orchestrator.domain.VmId;
import dev.offpeak.regions.RegionCatalog;
import dev.offpeak.time.OffPeakHours;
import dev.offpeak.time.OffPeakWindow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Builds fleets for tests: only what a test names differs from an ordinary VM. */
final class TestFleet {
    static final RegionCatalog CATALOG = RegionCatalog.builtIn();

    private final List<FleetVm> vms = new ArrayList<>();

    static TestFleet fleet() {
        return new TestFleet();
    }

    static VmBuilder aVm(String id) {
        return new VmBuilder(id);
    }

    /** VMs outside zones and sets. */
    TestFleet alone(int count, String subscription, String region) {
        for (int i = 0; i < count; i++) {
            vms.add(aVm("alone-" + vms.size()).of(subscription).in(region).build());
        }
        return this;
    }

    TestFleet zone(int count, String subscription, String region, String zone) {
        for (int i = 0; i < count; i++) {
            vms.add(aVm("zoned-" + vms.size())
                    .of(subscription)
                    .in(region)
                    .zone(zone)
                    .build());
        }
        return this;
    }

    /** A set whose VMs are spread round robin over that many update domains. */
    TestFleet set(int size, int updateDomains, String region, String name) {
        for (int i = 0; i < size; i++) {
            vms.add(aVm("set-" + vms.size())
                    .in(region)
                    .set(name, i % updateDomains, size)
                    .build());
        }
        return this;
    }

    TestFleet with(FleetVm vm) {
        vms.add(vm);
        return this;
    }

    List<FleetVm> vms() {
        return vms;
    }

    FleetSnapshot snapshot() {
        return FleetSnapshot.of(vms);
    }

    FleetSnapshot shuffled(long seed) {
        List<FleetVm> copy = new ArrayList<>(vms);
        Collections.shuffle(copy, new Random(seed));
        return FleetSnapshot.of(copy);
    }

    /** Any fleet: regions with and without pairs, zones, sets and lone VMs, some outside orchestration. */
    static TestFleet any(long seed, int size) {
        Random random = new Random(seed);
        List<String> regions =
                CATALOG.all().stream().map(region -> region.name()).toList();
        int numberOfRegions = 1 + random.nextInt(Math.min(regions.size(), 1 + size / 5));
        List<String> used = new ArrayList<>(regions);
        Collections.shuffle(used, random);
        TestFleet fleet = fleet();
        while (fleet.vms.size() < size) {
            String region = used.get(random.nextInt(numberOfRegions));
            String subscription = "sub-" + random.nextInt(3);
            switch (random.nextInt(4)) {
                case 0 -> fleet.zone(1 + random.nextInt(6), subscription, region, "" + (1 + random.nextInt(3)));
                case 1 -> fleet.set(1 + random.nextInt(25), 1 + random.nextInt(20), region, "set/" + fleet.vms.size());
                case 2 -> fleet.alone(1 + random.nextInt(4), subscription, region);
                default ->
                    fleet.with(aVm("manual-" + fleet.vms.size())
                            .of(subscription)
                            .in(region)
                            .mode(PatchMode.MANUAL)
                            .build());
            }
        }
        return fleet;
    }

    static final class VmBuilder {
        private final String id;
        private String subscription = "sub-1";
        private String region = "westeurope";
        private String zone = Placement.NO_ZONE;
        private Optional<String> set = Optional.empty();
        private Optional<Integer> updateDomain = Optional.empty();
        private int setSize;
        private Optional<OffPeakHours> hours = Optional.empty();
        private PatchMode mode = PatchMode.AUTOMATIC_BY_PLATFORM;
        private boolean feature = true;
        private boolean enabled = true;
        private boolean running = true;
        private boolean agentReady = true;
        private Optional<Ring> ring = Optional.empty();

        private VmBuilder(String id) {
            this.id = id;
        }

        VmBuilder of(String subscriptionId) {
            subscription = subscriptionId;
            return this;
        }

        VmBuilder in(String name) {
            region = name;
            return this;
        }

        VmBuilder zone(String number) {
            zone = number;
            return this;
        }

        VmBuilder set(String name, int domain, int size) {
            set = Optional.of(name);
            updateDomain = Optional.of(domain);
            setSize = size;
            return this;
        }

        VmBuilder hours(OffPeakHours own) {
            hours = Optional.of(own);
            return this;
        }

        VmBuilder mode(PatchMode patchMode) {
            mode = patchMode;
            return this;
        }

        VmBuilder withoutFeature() {
            feature = false;
            return this;
        }

        VmBuilder notEnabled() {
            enabled = false;
            return this;
        }

        VmBuilder poweredOff() {
            running = false;
            return this;
        }

        VmBuilder agentSilent() {
            agentReady = false;
            return this;
        }

        VmBuilder ring(Ring tagged) {
            ring = Optional.of(tagged);
            return this;
        }

        FleetVm build() {
            OffPeakHours ofRegion = new OffPeakHours(
                    OffPeakWindow.DEFAULT, CATALOG.find(region).orElseThrow().timeZone());
            return new FleetVm(
                    new VmId(id),
                    new Placement(subscription, region, zone, set, updateDomain),
                    setSize,
                    hours.orElse(ofRegion),
                    mode,
                    feature,
                    enabled,
                    running,
                    agentReady,
                    ring);
        }
    }
}
