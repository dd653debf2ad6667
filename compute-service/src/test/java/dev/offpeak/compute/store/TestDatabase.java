package dev.offpeak.compute.store;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.offpeak.arm.Operations;
import dev.offpeak.compute.domain.GuestRuntime;
import dev.offpeak.compute.domain.PatchConfiguration;
import dev.offpeak.compute.domain.ProvisioningState;
import dev.offpeak.compute.domain.VmPlacement;
import dev.offpeak.contracts.AssessmentMode;
import dev.offpeak.contracts.OsType;
import dev.offpeak.contracts.PatchMode;
import dev.offpeak.contracts.RebootSetting;
import dev.offpeak.contracts.message.Message;
import dev.offpeak.embedded.PostgresServer;
import dev.offpeak.embedded.TestServers;
import dev.offpeak.messaging.Transaction;
import dev.offpeak.time.PlatformClock;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.pgclient.PgBuilder;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.flywaydb.core.Flyway;

/** A fresh database with this service's tables, and as many replicas on it as a test wants, each with a pool of its own. */
public final class TestDatabase implements AutoCloseable {
    public static final String SUBSCRIPTION = "00000000-0000-0000-0000-000000000001";
    public static final String GROUP = "rg";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Vertx vertx = Vertx.vertx();
    private final String name = TestServers.migratedDatabase("compute_store", TestDatabase::migrate);
    private final List<Pool> pools = new CopyOnWriteArrayList<>();

    private static void migrate(String url) {
        PostgresServer server = TestServers.postgres();
        Flyway.configure()
                .dataSource(url, server.user(), server.password())
                .load()
                .migrate();
    }

    static <T> T await(Uni<T> work) {
        return work.await().atMost(PATIENCE);
    }

    /** One process of the service: its own connections, its own beans. */
    public final class Replica {
        final Pool pool;
        public final PlatformClock clock = PlatformClock.fixed(Instant.parse("2020-11-01T00:00:00Z"));
        public final VmStore vms;
        public final AvailabilitySetStore sets = new AvailabilitySetStore();
        public final ResourceGroupStore groups = new ResourceGroupStore();
        public final PendingSteps steps = new PendingSteps();
        public final Removal removal;
        public final Operations operations;
        /** What committed transactions sent, in order. */
        public final List<Message> sent = new CopyOnWriteArrayList<>();

        private Replica(List<VmObserver> observers) {
            PostgresServer server = TestServers.postgres();
            pool = PgBuilder.pool()
                    .connectingTo(
                            PgConnectOptions.fromUri(server.reactiveUrl(name).replace("vertx-reactive:", ""))
                                    .setUser(server.user())
                                    .setPassword(server.password()))
                    .with(new PoolOptions().setMaxSize(4))
                    .using(vertx)
                    .build();
            pools.add(pool);
            vms = new VmStore(clock, observers);
            removal = new Removal(vms, sets);
            operations = new Operations(pool, clock, new ObjectMapper(), "compute-service", Duration.ofDays(2));
        }

        public <T> T inTransaction(Function<Transaction, Uni<T>> work) {
            return begin(work).await().atMost(PATIENCE);
        }

        /** Like {@link #inTransaction}, for several at once. */
        public <T> Uni<T> begin(Function<Transaction, Uni<T>> work) {
            List<Message> sending = new CopyOnWriteArrayList<>();
            return pool.withTransaction(connection -> work.apply(new Recorded(connection, sending)))
                    .invoke(() -> sent.addAll(sending));
        }

        public long count(String query) {
            return pool.query(query)
                    .execute()
                    .await()
                    .atMost(PATIENCE)
                    .iterator()
                    .next()
                    .getLong(0);
        }

        /** The group that {@link #vm} is in. */
        public void createGroup() {
            inTransaction(tx -> groups.insert(
                    tx,
                    new ResourceGroupRow(
                            groupKey(),
                            SUBSCRIPTION,
                            GROUP,
                            "westeurope",
                            Map.of(),
                            ProvisioningState.SUCCEEDED,
                            clock.now())));
        }

        /** A set of that name in the group. */
        public String createSet(String set, int updateDomains) {
            String id = groupKey() + "/providers/microsoft.compute/availabilitysets/" + set;
            inTransaction(tx -> sets.insert(
                    tx,
                    new AvailabilitySetRow(
                            id,
                            id,
                            SUBSCRIPTION,
                            groupKey(),
                            set,
                            "westeurope",
                            2,
                            updateDomains,
                            "Aligned",
                            Optional.empty(),
                            Map.of(),
                            clock.now())));
            return id;
        }

        /** A new Windows VM that is being created. */
        public VmRow vm(String vm, Optional<AvailabilitySetStore.Turn> turn) {
            ObjectNode model = new ObjectMapper().createObjectNode();
            model.putObject("hardwareProfile").put("vmSize", "Standard_DS1_v2");
            return new VmRow(
                    UUID.randomUUID(),
                    "/subscriptions/" + SUBSCRIPTION + "/resourceGroups/" + GROUP
                            + "/providers/Microsoft.Compute/virtualMachines/" + vm,
                    SUBSCRIPTION,
                    GROUP,
                    vm,
                    new VmPlacement(
                            "westeurope",
                            Optional.empty(),
                            turn.map(t -> t.set().key()),
                            turn.map(AvailabilitySetStore.Turn::updateDomain),
                            turn.map(AvailabilitySetStore.Turn::faultDomain)),
                    new PatchConfiguration(
                            OsType.WINDOWS,
                            Optional.empty(),
                            Optional.empty(),
                            PatchMode.AUTOMATIC_BY_OS,
                            AssessmentMode.IMAGE_DEFAULT,
                            RebootSetting.IF_REQUIRED,
                            true,
                            true),
                    model,
                    Map.of(),
                    ProvisioningState.CREATING,
                    "etag",
                    0,
                    clock.now(),
                    clock.now(),
                    GuestRuntime.ofNewVm());
        }
    }

    private record Recorded(SqlConnection connection, List<Message> sending) implements Transaction {
        @Override
        public void afterCommit(Runnable hint) {
            hint.run();
        }

        @Override
        public Uni<Void> send(Collection<? extends Message> messages) {
            return Uni.createFrom().voidItem().invoke(() -> sending.addAll(messages));
        }
    }

    public Replica replica(VmObserver... observers) {
        return new Replica(List.of(observers));
    }

    static String groupKey() {
        return "/subscriptions/" + SUBSCRIPTION + "/resourcegroups/" + GROUP;
    }

    @Override
    public void close() {
        pools.forEach(pool -> pool.close().await().atMost(PATIENCE));
        vertx.close().await().atMost(PATIENCE);
    }
}
