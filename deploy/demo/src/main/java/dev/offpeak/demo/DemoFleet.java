package dev.offpeak.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * The fleet of the demonstration, the same for the same number and seed: a third in availability sets of 4 to 6 VMs, most others
 * in zones where the region has them, a tenth in neither; two subscriptions, Windows and Linux.
 */
final class DemoFleet {
    static final List<String> SUBSCRIPTIONS =
            List.of("00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000002");

    private final Random random;
    private final List<DemoVm> vms = new ArrayList<>();

    private DemoFleet(long seed) {
        random = new Random(seed);
    }

    static List<DemoVm> of(DemoOptions options) {
        DemoFleet fleet = new DemoFleet(options.seed());
        int regions = options.regions();
        for (int i = 0; i < regions; i++) {
            int share = options.vms() / regions + (i < options.vms() % regions ? 1 : 0);
            fleet.fill(DemoRegion.values()[i], share);
        }
        return List.copyOf(fleet.vms);
    }

    private void fill(DemoRegion region, int number) {
        int left = Math.max(2, number / 3);
        int others = number - left;
        for (int set = 1; left > 0; set++) {
            int size = Math.min(left, 4 + random.nextInt(3));
            // No set of a single VM: it could not show that its peers stay up.
            size = left - size == 1 ? size - 1 : size;
            String subscription = SUBSCRIPTIONS.get(set % SUBSCRIPTIONS.size());
            for (int i = 0; i < size; i++) {
                add(subscription, region, Optional.empty(), Optional.of(region.shortName() + "-set-" + set), i + set);
            }
            left -= size;
        }
        int alone = region.hasZones() ? Math.max(1, number / 10) : others;
        for (int i = 0; i < others; i++) {
            String subscription = SUBSCRIPTIONS.get(i % SUBSCRIPTIONS.size());
            // Two in a row share a zone, so that both subscriptions are in each.
            Optional<String> zone = i < alone ? Optional.empty() : Optional.of("" + ((i - alone) / 2 % 3 + 1));
            add(subscription, region, zone, Optional.empty(), i);
        }
    }

    private void add(String subscription, DemoRegion region, Optional<String> zone, Optional<String> set, int number) {
        DemoVm.Image image = DemoVm.Image.values()[random.nextInt(DemoVm.Image.values().length)];
        String name = String.format("%s-%04d", region.shortName(), vms.size() + 1);
        vms.add(new DemoVm(subscription, name, region, zone, set, image, number % 2 == 0 && image.isWindows()));
    }
}
