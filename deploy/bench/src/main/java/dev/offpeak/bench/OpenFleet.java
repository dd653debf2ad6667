package dev.offpeak.bench;

import dev.offpeak.regions.Region;
import dev.offpeak.regions.RegionCatalog;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/**
 * A fleet whose night has come everywhere: all VMs name one time zone, so that what is measured waits for no window. In ten regions,
 * none of them another one's pair, each with three zones, outside sets, in 200 subscriptions.
 */
final class OpenFleet {
    /** Five minutes into the night of all VMs. */
    static final Testbed.Tested TESTED = Testbed.Tested.orchestrator(Instant.parse("2026-11-04T22:05:00Z"));

    private static final int REGIONS = 10;
    private static final int ZONES = 3;
    private static final int SUBSCRIPTIONS = 200;

    private OpenFleet() {}

    /** Regions without each other's pairs, each with zones; always the same ones. */
    static List<String> regions() {
        RegionCatalog catalog = RegionCatalog.builtIn();
        List<String> chosen = new ArrayList<>();
        for (Region region : catalog.all()) {
            if (region.availabilityZones()
                    && !region.canary()
                    && catalog.pairsOf(region.name()).stream().noneMatch(chosen::contains)) {
                chosen.add(region.name());
            }
        }
        return chosen.subList(0, REGIONS);
    }

    static void load(Testbed testbed, int vms) throws IOException {
        load(testbed, vms, regions());
        VmRows.propagate(testbed);
    }

    /** VMs spread evenly over the regions, in the order given, and their zones. */
    static void load(Testbed testbed, int vms, List<String> regions) throws IOException {
        Random random = new Random(vms);
        try (Connection connection = testbed.copying();
                VmRows rows = VmRows.open(connection)) {
            for (int i = 0; i < vms; i++) {
                rows.add(new VmRows.Vm(
                        new UUID(random.nextLong(), random.nextLong()),
                        VmRows.subscription(random.nextInt(SUBSCRIPTIONS)),
                        regions.get(i % regions.size()),
                        Integer.toString(1 + i / regions.size() % ZONES),
                        null,
                        0,
                        "UTC"));
            }
        } catch (SQLException e) {
            throw new BenchFailure("The fleet could not be written: " + e.getMessage(), e);
        }
    }
}
