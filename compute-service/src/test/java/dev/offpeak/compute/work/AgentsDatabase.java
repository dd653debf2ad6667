package dev.offpeak.compute.work;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.offpeak.compute.store.FeatureStore;
import dev.offpeak.compute.store.VmStores;
import dev.offpeak.embedded.PostgresServer;
import dev.offpeak.embedded.TestServers;
import dev.offpeak.messaging.Json;
import dev.offpeak.messaging.Transaction;
import dev.offpeak.messaging.Transactions;
import dev.offpeak.regions.RegionCatalog;
import dev.offpeak.time.ManualClock;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.pgclient.PgBuilder;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.flywaydb.core.Flyway;

/** A fresh database with VMs on it, and as many replicas of the agents' side as a test wants, each with a pool of its own. */
public final class AgentsDatabase implements AutoCloseable {
    public static final Instant NIGHT = Instant.parse("2026-11-10T23:00:00Z");
    public static final String SUBSCRIPTION = "00000000-0000-0000-0000-000000000001";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    public final Vertx vertx = Vertx.vertx();
    public final ManualClock clock = new ManualClock(NIGHT);
    private final String name = TestServers.migratedDatabase("compute_agents", AgentsDatabase::migrate);

    private static void migrate(String url) {
        PostgresServer server = TestServers.postgres();
        Flyway.configure()
                .dataSource(url, server.user(), server.password())
                .load()
                .migrate();
    }

    /** Every setting at its default, but for those given as name and value in turn. */
    public static AgentsConfig config(String... settings) {
        SmallRyeConfigBuilder builder =
                new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(AgentsConfig.class);
        for (int i = 0; i < settings.length; i += 2) {
            builder.withDefaultValue("offpeak.agents." + settings[i], settings[i + 1]);
        }
        return builder.build().getConfigMapping(AgentsConfig.class);
    }

    /** One process of the service: its own connections, its own beans. */
    public final class Replica {
        public final Pool pool;
        public final AgentsConfig config;
        public final Transactions transactions;
        public final Guests guests = new Guests(VmStores.of(clock.clock()));
        public final GoalChanges goals = new GoalChanges();
        public final WindowStore windows = new WindowStore(RegionCatalog.builtIn());
        public final Verifications verifications = new Verifications();
        public final InstallationOrders orders;
        public final FenceStore fences;
        public final AssessmentWork assessments;

        private Replica(AgentsConfig config) {
            this.config = config;
            PostgresServer server = TestServers.postgres();
            pool = PgBuilder.pool()
                    .connectingTo(
                            PgConnectOptions.fromUri(server.reactiveUrl(name).replace("vertx-reactive:", ""))
                                    .setUser(server.user())
                                    .setPassword(server.password()))
                    .with(new PoolOptions().setMaxSize(6))
                    .using(vertx)
                    .build();
            transactions = Transactions.withoutRelay(vertx, pool, "compute-service");
            orders = new InstallationOrders(
                    transactions,
                    pool,
                    guests,
                    goals,
                    new FeatureStore(),
                    windows,
                    verifications,
                    config,
                    clock.clock());
            fences = new FenceStore(orders);
            assessments = new AssessmentWork(transactions, pool, guests, goals, config, clock.clock());
        }

        public <T> T inTransaction(Function<Transaction, Uni<T>> work) {
            return get(transactions.inTransaction(work));
        }
    }

    /** Where a connection of its own finds the database. */
    public String reactiveUrl() {
        return TestServers.postgres().reactiveUrl(name);
    }

    public Replica replica(String... settings) {
        return new Replica(config(settings));
    }

    public static <T> T get(Uni<T> work) {
        return work.await().atMost(PATIENCE);
    }

    /** Running Windows VMs in West Europe, AutomaticByPlatform, agent ready, feature propagated, waiting for their enablement. */
    public List<UUID> createVms(Replica replica, int count) {
        List<UUID> vmIds = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            vmIds.add(UUID.randomUUID());
        }
        get(replica.pool
                .query("INSERT INTO resource_group VALUES ('/g', '" + SUBSCRIPTION
                        + "', 'g', 'westeurope', '{}', 'Succeeded', now()) ON CONFLICT DO NOTHING")
                .execute());
        get(replica.pool
                .query("INSERT INTO propagated_features VALUES ('" + SUBSCRIPTION
                        + "', 'microsoft.compute', 1, '{\"inguestautopatchvmpreview\": \"Registered\"}', now())"
                        + " ON CONFLICT DO NOTHING")
                .execute());
        UUID[] ids = vmIds.toArray(UUID[]::new);
        get(replica.pool
                .preparedQuery(
                        """
                        INSERT INTO virtual_machine (vm_id, resource_key, resource_id, subscription_id, group_key, resource_group, name,
                          region, os_type, patch_mode, assessment_mode, reboot_setting, enable_automatic_updates, provision_vm_agent,
                          model, tags, provisioning_state, etag, version, created_at, changed_at, power_state, desired_power,
                          agent_ready, health)
                        SELECT id, '/g/' || id, '/g/' || id, $2, '/g', 'g', id::text, 'westeurope', 'Windows', 'AutomaticByPlatform',
                          'AutomaticByPlatform', 'IfRequired', true, true, '{}', '{}', 'Succeeded', 'e', 1, now(), now(), 'running',
                          'running', true, 'Healthy' FROM unnest($1::uuid[]) AS id""")
                .execute(Tuple.tuple().addArrayOfUUID(ids).addString(SUBSCRIPTION)));
        get(replica.pool
                .preparedQuery("INSERT INTO agent (vm_id) SELECT unnest($1::uuid[])")
                .execute(Tuple.tuple().addArrayOfUUID(ids)));
        get(replica.pool
                .preparedQuery("INSERT INTO enablement (vm_id, state, due_at, entered_at)"
                        + " SELECT unnest($1::uuid[]), 'Waiting', 'epoch', now()")
                .execute(Tuple.tuple().addArrayOfUUID(ids)));
        return vmIds;
    }

    /** Makes every VM an enabled one. */
    public void enableAll(Replica replica) {
        get(replica.pool
                .query("UPDATE virtual_machine SET enabled = true, patch_extension_version = '1.5.62'")
                .execute());
        get(replica.pool
                .query("UPDATE enablement SET state = 'Enabled', steps = 1, due_at = NULL")
                .execute());
    }

    public long count(Replica replica, String query) {
        return get(replica.pool.query(query).execute()).iterator().next().getLong(0);
    }

    /** The data of every message of that type that committed transactions sent. */
    public List<JsonNode> sent(Replica replica, String type) {
        List<JsonNode> messages = new ArrayList<>();
        for (Row row : get(replica.pool
                .query("SELECT body FROM outbox WHERE type LIKE '%." + type + "' ORDER BY created_at")
                .execute())) {
            try {
                messages.add(Json.mapper().readTree(row.getString("body")).get("data"));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        }
        return messages;
    }

    @Override
    public void close() {
        vertx.close().await().atMost(PATIENCE);
    }
}
