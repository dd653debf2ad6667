package dev.offpeak.assessment.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.embedded.PostgresServer;
import dev.offpeak.embedded.TestServers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComplianceStoreTest {
    private static TestPool pool;

    /** VM n of 300 lacks the patches n and n + 1. */
    @BeforeAll
    static void aFleet() {
        PostgresServer server = TestServers.postgres();
        String database = TestServers.freshDatabase("compliance");
        Flyway.configure()
                .dataSource(server.jdbcUrl(database), server.user(), server.password())
                .load()
                .migrate();
        pool = TestPool.of(database);
        pool.run("insert into vm (vm_id, version, resource_id, resource_key, subscription_id)"
                + " select 'vm-' || to_char(i, 'FM000'), 1, 'id', 'id', 's' from generate_series(1, 300) i");
        pool.run("insert into finding (digest, patches, critical_and_security, other)"
                + " select md5(i::text)::uuid, array[i, i + 1], 2, 0 from generate_series(1::bigint, 300) i");
        pool.run("insert into latest select 'vm-' || to_char(patches[1], 'FM000'), 'a', now(), now(), false, number"
                + " from finding where patches <> '{}'");
    }

    @AfterAll
    static void close() {
        pool.close();
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, '', 1",
        "2, 2, '', 2",
        "1, 100, '', 100",
        "1, 101, '', 101",
        "1, 301, vm-250, 50",
        "200, 301, vm-298, 2"
    })
    void findsWhoLacksFewOrManyPatchesAlike(long first, long last, String after, int vms) {
        List<Compliance.Vm> found = new ComplianceStore()
                .vmsLacking(
                        pool.pool(),
                        LongStream.rangeClosed(first, last).boxed().toList(),
                        VmFilter.NONE,
                        Optional.of(after),
                        1000)
                .await()
                .atMost(Duration.ofMinutes(2));

        assertThat(found).hasSize(vms).extracting(Compliance.Vm::vmId).isSorted();
    }
}
