package dev.offpeak.assessment.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.embedded.PostgresServer;
import dev.offpeak.embedded.TestServers;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two replicas, each with a pool of its own, on one database. */
class ClaimsTest {
    private static final Instant NOW = Instant.parse("2026-06-10T22:30:00Z");

    private final Vertx vertx = Vertx.vertx();
    private final VmStore store = new VmStore();
    private Pool one;
    private Pool other;

    @BeforeEach
    void migrate() {
        PostgresServer server = TestServers.postgres();
        String name = TestServers.freshDatabase("assessment");
        Flyway.configure()
                .dataSource(server.jdbcUrl(name), server.user(), server.password())
                .load()
                .migrate();
        one = pool(server, name);
        other = pool(server, name);
    }

    @AfterEach
    void close() {
        one.closeAndAwait();
        other.closeAndAwait();
        vertx.closeAndAwait();
    }

    @Test
    void twoReplicasClaimEveryDueVmOnce() {
        one.query(
                        """
                        insert into vm (vm_id, version, resource_id, resource_key, subscription_id, region, patch_mode, power_state,
                            agent_ready, has_extension, next_periodic_at)
                        select 'vm-' || i, 1, 'id-' || i, 'id-' || i, 's', 'westeurope', 'AutomaticByPlatform', 'running', true, true,
                            '2026-06-10T22:00:00Z' from generate_series(1, 300) i""")
                .executeAndAwait();

        List<String> claimed = new ArrayList<>();
        List<List<String>> rounds;
        do {
            rounds = Uni.join()
                    .all(claim(one), claim(other))
                    .andFailFast()
                    .await()
                    .indefinitely();
            rounds.forEach(claimed::addAll);
        } while (rounds.stream().anyMatch(round -> !round.isEmpty()));

        assertThat(claimed).hasSize(300).doesNotHaveDuplicates();
    }

    @Test
    void aVmThatIsOffWaitsForItsNextRunningWindow() {
        one.query(
                        """
                        insert into vm (vm_id, version, resource_id, resource_key, subscription_id, region, patch_mode, power_state,
                            agent_ready, has_extension, next_periodic_at)
                        values ('off', 1, 'i', 'i', 's', 'westeurope', 'AutomaticByPlatform', 'stopped', true, true, '2026-06-10T22:00:00Z')""")
                .executeAndAwait();
        assertThat(claim(one).await().indefinitely()).isEmpty();

        one.query("update vm set power_state = 'running'").executeAndAwait();

        assertThat(claim(one).await().indefinitely()).containsExactly("off");
    }

    private Uni<List<String>> claim(Pool pool) {
        return pool.withTransaction(connection -> store.claimDue(connection, NOW, 7))
                .map(rows -> rows.stream().map(VmRow::vmId).toList());
    }

    private Pool pool(PostgresServer server, String name) {
        return new Pool(PgBuilder.pool()
                .using(vertx.getDelegate())
                .connectingTo(PgConnectOptions.fromUri(server.reactiveUrl(name))
                        .setUser(server.user())
                        .setPassword(server.password()))
                .build());
    }
}
