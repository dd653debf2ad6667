package dev.offpeak.bench;

import dev.offpeak.regions.Region;
import dev.offpeak.regions.RegionCatalog;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import org.postgresql.PGConnection;
import org.postgresql.copy.PGCopyOutputStream;

/**
 * A fleet as assessment-service knows it: in every region and 2,000 subscriptions, of forty images with 75 patches each. Three in four VMs lack 30
 * patches together with others of their image, which were patched together; the fourth lacks 30 that no other VM lacks so.
 */
final class ScannedFleet {
    static final int IMAGES = 40;
    static final int PATCHES_OF_IMAGE = 75;
    static final int LACKED = 30;
    private static final int LISTS_OF_IMAGE = 50;
    private static final int OF_ITS_OWN = 4;
    private static final int SUBSCRIPTIONS = 2000;
    private static final String COPY =
            """
            copy vm (vm_id, version, resource_id, resource_key, subscription_id, resource_group, region, time_zone, patch_mode,
                power_state, agent_ready, has_extension, name, image, assessment_mode) from stdin""";

    private ScannedFleet() {}

    static String vmId(int vm) {
        return new UUID(0x5CA7_0000_4000L + vm, new Random(vm).nextLong()).toString();
    }

    static String kb(int image, int patch) {
        return Integer.toString(5_000_000 + image * 1000 + patch);
    }

    /**
     * Which of its image's patches a VM lacks, in order.
     *
     * @param round others in each round
     */
    static int[] lackedBy(int vm, int round) {
        boolean own = vm % OF_ITS_OWN == 0;
        long list = own ? 1_000_000L + vm : (vm % IMAGES) * 1000L + vm / IMAGES % LISTS_OF_IMAGE;
        return new Random(list * 31 + round)
                .ints(0, PATCHES_OF_IMAGE)
                .distinct()
                .limit(LACKED)
                .sorted()
                .toArray();
    }

    /** VMs that may be scanned at any hour of this night: all name one time zone. */
    static void load(Testbed testbed, int vms) throws IOException {
        List<Region> regions = List.copyOf(RegionCatalog.builtIn().all());
        try (Connection connection = testbed.copying();
                Writer rows = new OutputStreamWriter(
                        new PGCopyOutputStream(connection.unwrap(PGConnection.class), COPY, 1 << 16),
                        StandardCharsets.UTF_8)) {
            for (int i = 0; i < vms; i++) {
                String subscription = VmRows.subscription(i % SUBSCRIPTIONS);
                String id = "/subscriptions/" + subscription
                        + "/resourceGroups/bench/providers/Microsoft.Compute/virtualMachines/vm-" + i;
                rows.write(String.format(
                        Locale.ROOT,
                        "%s\t1\t%s\t%s\t%s\tbench\t%s\tUTC\tAutomaticByPlatform\trunning\tt\tt\tvm-%d\tPublisher:Offer:sku-%d\tImageDefault\n",
                        vmId(i),
                        id,
                        id.toLowerCase(Locale.ROOT),
                        subscription,
                        regions.get(i / SUBSCRIPTIONS % regions.size()).name(),
                        i,
                        i % IMAGES));
            }
        } catch (SQLException e) {
            throw new BenchFailure("The fleet could not be written: " + e.getMessage(), e);
        }
        testbed.query("vacuum analyze vm");
    }

    /** Gives a result to every VM that has none, of the same kind as the others have: its own reports would take an hour. */
    static void assessTheRest(Testbed testbed) {
        testbed.query(
                """
                create temporary table rest as
                select vm_id, image, row_number() over (order by vm_id) as n from vm v
                where not exists (select from latest l where l.vm_id = v.vm_id)""");
        testbed.query(
                "create temporary table image_patches as select 'Publisher:Offer:sku-' || ((kb_id::int - 5000000) / 1000)"
                        + " as image, array_agg(number order by number) as numbers from patch group by 1");
        testbed.query(
                """
                create temporary table shared as
                select v.image, f.number, row_number() over (partition by v.image order by f.number) - 1 as place,
                    count(*) over (partition by v.image) as of_image
                from (select finding, min(vm_id) as vm_id, count(*) as vms from latest group by 1) l
                    join vm v on v.vm_id = l.vm_id join finding f on f.number = l.finding
                where l.vms > 1 or (select count(*) from latest) < 5000""");
        testbed.query(
                """
                insert into latest select r.vm_id, 'bench', now(), now(), false, s.number
                from rest r join shared s on s.image = r.image and s.place = (r.n * 7919) % s.of_image
                where r.n % 4 <> 0""");
        testbed.query(
                """
                create temporary table own as
                select r.vm_id, (select array_agg(p order by p) from (select p from unnest(i.numbers) p
                    order by hashint8(p # (r.n << 20)) limit 30) as chosen) as numbers
                from rest r join image_patches i on i.image = r.image where r.n % 4 = 0""");
        testbed.query(
                """
                insert into finding (digest, patches, critical_and_security, other)
                select distinct on (1) md5(array_to_string(numbers, ','))::uuid, numbers, 30, 0 from own
                on conflict do nothing""");
        testbed.query(
                """
                insert into latest select o.vm_id, 'bench', now(), now(), false, f.number
                from own o join finding f on f.digest = md5(array_to_string(o.numbers, ','))::uuid""");
        testbed.query("vacuum analyze latest");
        testbed.query("vacuum analyze finding");
        testbed.query("analyze patch");
    }
}
