package dev.offpeak.assessment.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.contracts.Classification;
import dev.offpeak.contracts.Patch;
import dev.offpeak.contracts.RebootBehavior;
import dev.offpeak.embedded.PostgresServer;
import dev.offpeak.embedded.TestServers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.Test;

/** Results that were stored as JSON are all there afterwards. */
class FindingsMigrationTest {
    private static final String WINDOWS =
            """
            {"patchId": "p1", "name": "Update (KB5012345)", "kbId": "5012345", "classifications": ["Security"],
             "rebootBehavior": "CanRequestReboot", "publishedAt": "2026-06-09T17:00:00Z", "criticalOrSecurity": true}""";
    private static final String LINUX =
            """
            {"patchId": "zlib1g=1.3", "name": "zlib1g", "version": "1.3", "classifications": ["Other"],
             "rebootBehavior": "NeverReboots", "criticalOrSecurity": false}""";

    @Test
    void takesOverWhatWasReported() {
        PostgresServer server = TestServers.postgres();
        String database = TestServers.freshDatabase("findings");
        FluentConfiguration flyway =
                Flyway.configure().dataSource(server.jdbcUrl(database), server.user(), server.password());
        flyway.target("11").load().migrate();
        try (TestPool pool = TestPool.of(database)) {
            pool.run("insert into vm (vm_id, version, resource_id, resource_key, subscription_id) select 'vm-' || i, 1,"
                    + " '/x/virtualMachines/web-' || i, 'web-' || i, 's' from generate_series(1, 3) i");
            pool.run(
                    "insert into assessment (activity_id, vm_id, trigger, state, requested_at, started_at, ended_at, patches,"
                            + " critical_and_security, other) values"
                            + " ('old', 'vm-1', 'FIRST', 'Succeeded', now(), now(), '2026-06-10T22:00:00Z', '[]', 0, 0),"
                            + " ('new', 'vm-1', 'FIRST', 'Succeeded', now(), now(), '2026-06-11T22:00:00Z', '[" + LINUX
                            + ","
                            + WINDOWS + "]', 1, 1),"
                            + " ('same', 'vm-2', 'FIRST', 'Succeeded', now(), now(), '2026-06-11T22:00:00Z', '[" + LINUX
                            + ","
                            + WINDOWS + "]', 1, 1),"
                            + " ('failed', 'vm-3', 'FIRST', 'Failed', now(), now(), '2026-06-11T22:00:00Z', '[]', 0, 0)");

            flyway.target("latest").load().migrate();

            assertThat(pool.longs("select count(*) from finding")).containsExactly(2L);
            assertThat(pool.longs("select finding from latest order by vm_id"))
                    .hasSize(2)
                    .allSatisfy(finding -> assertThat(new FindingStore()
                                    .patchesOf(pool.pool(), finding)
                                    .await()
                                    .atMost(Duration.ofMinutes(2)))
                            .containsExactly(linux(), windows()));
            assertThat(pool.longs("select finding from assessment where activity_id = 'old'"))
                    .isEqualTo(pool.longs("select number from finding where patches = '{}'"));
            assertThat(pool.longs("select count(*) from vm where name = 'web-1'"))
                    .containsExactly(1L);
        }
    }

    private static Patch windows() {
        return new Patch(
                "p1",
                "Update (KB5012345)",
                Optional.empty(),
                Optional.of("5012345"),
                List.of(Classification.SECURITY),
                RebootBehavior.CAN_REQUEST_REBOOT,
                Optional.of(Instant.parse("2026-06-09T17:00:00Z")));
    }

    private static Patch linux() {
        return new Patch(
                "zlib1g=1.3",
                "zlib1g",
                Optional.of("1.3"),
                Optional.empty(),
                List.of(Classification.OTHER),
                RebootBehavior.NEVER_REBOOTS,
                Optional.empty());
    }
}
