package dev.offpeak.bench;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.UUID;
import org.postgresql.PGConnection;
import org.postgresql.copy.PGCopyOutputStream;

/** Rows of orchestrator-service's projection of the fleet, written with COPY: its own events would take hours for a million. */
final class VmRows implements AutoCloseable {
    private static final String COPY =
            """
            copy vm (vm_id, version, resource_id, subscription_id, resource_group, name, region, zone, availability_set, update_domain,
                time_zone, patch_mode, power_state, agent_ready, enabled, changed_at) from stdin""";

    private final Writer rows;

    private VmRows(Writer rows) {
        this.rows = rows;
    }

    /**
     * A VM that is ready to be patched.
     *
     * @param zone or {@code -}
     * @param set null outside sets
     * @param timeZone null for the region's
     */
    record Vm(
            UUID id, String subscription, String region, String zone, String set, int updateDomain, String timeZone) {}

    /** Into the database of that connection; complete once closed. */
    static VmRows open(Connection connection) throws SQLException {
        return new VmRows(new OutputStreamWriter(
                new PGCopyOutputStream(connection.unwrap(PGConnection.class), COPY, 1 << 16), StandardCharsets.UTF_8));
    }

    void add(Vm vm) throws IOException {
        String name = "vm-" + vm.id().toString().substring(0, 8);
        rows.write(String.format(
                Locale.ROOT,
                "%s\t1\t/subscriptions/%s/resourceGroups/bench/providers/Microsoft.Compute/virtualMachines/%s\t%s\tbench\t%s\t%s\t%s\t%s\t%s\t%s\tAutomaticByPlatform\trunning\tt\tt\t2026-11-01 00:00:00Z\n",
                vm.id(),
                vm.subscription(),
                name,
                vm.subscription(),
                name,
                vm.region(),
                vm.zone(),
                vm.set() == null ? "\\N" : vm.set(),
                vm.set() == null ? "\\N" : Integer.toString(vm.updateDomain()),
                vm.timeZone() == null ? "\\N" : vm.timeZone()));
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }

    /** A subscription's id. */
    static String subscription(int number) {
        return String.format(Locale.ROOT, "00000000-0000-4000-8000-%012d", number);
    }

    /** Lets every subscription opt in, as propagated registrations do. */
    static void propagate(Testbed testbed) {
        testbed.query(
                """
                insert into propagation (subscription_id, number, automatic, propagated_at)
                select distinct subscription_id, 1, true, now() from vm""");
        testbed.query("vacuum analyze vm");
    }
}
