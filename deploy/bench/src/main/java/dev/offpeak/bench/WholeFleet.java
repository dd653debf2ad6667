package dev.offpeak.bench;

import dev.offpeak.regions.Region;
import dev.offpeak.regions.RegionCatalog;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** A fleet as it may be: in every region, in 2,000 subscriptions; a third of it in sets of 2 to 40, most of the rest in zones. */
final class WholeFleet {
    private static final int SUBSCRIPTIONS = 2000;
    private static final int ALONE_TOGETHER = 20;
    private static final int UPDATE_DOMAINS = 5;

    private WholeFleet() {}

    static void load(Testbed testbed, int vms) throws IOException {
        Random random = new Random(7);
        List<Region> regions = List.copyOf(RegionCatalog.builtIn().all());
        try (Connection connection = testbed.copying();
                VmRows rows = VmRows.open(connection)) {
            int number = 0;
            while (number < vms) {
                Region region = regions.get(random.nextInt(regions.size()));
                String subscription = VmRows.subscription(random.nextInt(SUBSCRIPTIONS));
                boolean inSet = random.nextInt(3) == 0;
                int size = Math.min(vms - number, inSet ? 2 + random.nextInt(39) : ALONE_TOGETHER);
                String zone = region.availabilityZones() && !inSet ? Integer.toString(1 + random.nextInt(3)) : "-";
                String set = inSet ? "/sets/" + number : null;
                for (int i = 0; i < size; i++) {
                    UUID id = new UUID(random.nextLong(), random.nextLong());
                    rows.add(new VmRows.Vm(id, subscription, region.name(), zone, set, i % UPDATE_DOMAINS, null));
                }
                number += size;
            }
        } catch (SQLException e) {
            throw new BenchFailure("The fleet could not be written: " + e.getMessage(), e);
        }
        VmRows.propagate(testbed);
    }
}
