package dev.offpeak.bench;

import dev.offpeak.contracts.message.Address.Service;
import dev.offpeak.local.Platform;
import dev.offpeak.local.PlatformOptions;
import dev.offpeak.local.PlatformState;
import dev.offpeak.local.clock.ClockRates;
import dev.offpeak.local.process.ProcessId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.proton.ProtonClient;
import io.vertx.proton.ProtonClientOptions;
import io.vertx.proton.ProtonConnection;
import io.vertx.sqlclient.Row;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * What is measured: PostgreSQL that survives crashes (fsync and synchronous_commit on), the broker and one service, each in a
 * process of its own, without the other services. The service runs as its container image does, with the JVM's own choice of
 * compilers and collector; the load comes from this process.
 */
final class Testbed implements AutoCloseable {
    /** What the launcher chooses for many processes on a small machine must not be measured; this has the last word. */
    private static final String SERVICE_JVM = "-XX:TieredStopAtLevel=4 -XX:-UseSerialGC -Xmx";

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(5);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
    private static final long ANSWER_SECONDS = 300;

    private static final String BROKER_USER = "offpeak";

    private final Platform platform;
    private final Service service;
    private final Vertx vertx;
    private final PgConnection control;

    private Testbed(Platform platform, Service service, Vertx vertx) {
        this.platform = platform;
        this.service = service;
        this.vertx = vertx;
        this.control = connections(1).get(0);
    }

    /**
     * What is measured, and when.
     *
     * @param heap the service's largest, as the JVM takes it
     * @param at platform time at which it begins; it passes as real time does
     */
    record Tested(Service service, String heap, Instant at) {
        /** At noon in western Europe: no VM of the fleet is off-peak, so nothing is begun in the guests while they are measured. */
        static final Tested COMPUTE = new Tested(Service.COMPUTE, "768m", Instant.parse("2026-11-04T11:00:00Z"));

        /** With the heap that is to be enough for a million VMs. */
        static Tested orchestrator(Instant at) {
            return new Tested(Service.ORCHESTRATOR, "1g", at);
        }
    }

    /** @param folder new or empty */
    static Testbed start(Path folder, Tested tested, Consumer<String> messages) {
        Platform platform = Platform.start(PlatformOptions.usual()
                .withData(folder)
                .withPorts(0, 0)
                .withClock(ClockRates.REAL, Optional.of(tested.at()))
                .withServices(Set.of(tested.service()))
                .withEnvironment(tested.service(), "_JAVA_OPTIONS", SERVICE_JVM + tested.heap())
                .withEnvironment(tested.service(), "OFFPEAK_RATE_LIMITS_ENABLED", "false")
                .withMessages(messages));
        try {
            return new Testbed(platform, tested.service(), Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1)));
        } catch (RuntimeException e) {
            platform.close();
            throw e;
        }
    }

    /** With one event loop. */
    Vertx vertx() {
        return vertx;
    }

    /** Where ARM's clients speak to the service itself: no gateway is in between. */
    URI service() {
        return platform.serviceUrl(service);
    }

    URI agents() {
        return platform.agentsUrl();
    }

    String hostKey() {
        return platform.hostKey();
    }

    Path folder() {
        return platform.folder().path();
    }

    long servicePid() {
        return pid(service.toString());
    }

    CpuClock cpu() {
        long postmaster = ProcessId.ofPostgres(folder().resolve("postgres/data"))
                .orElseThrow(() -> new BenchFailure("PostgreSQL does not run"))
                .pid();
        return new CpuClock(
                Path.of("/proc"),
                servicePid(),
                postmaster,
                pid("broker"),
                ProcessHandle.current().pid());
    }

    private long pid(String name) {
        return platform.state().processes().stream()
                .filter(process -> process.name().equals(name))
                .findFirst()
                .flatMap(PlatformState.Running::id)
                .orElseThrow(() -> new BenchFailure(name + " does not run"))
                .pid();
    }

    /** More connections to the service's database, with the settings of the services' own client. */
    List<PgConnection> connections(int count) {
        PgConnectOptions options = PgConnectOptions.fromUri(databaseUrl())
                .setUser("postgres")
                .setPassword("postgres")
                .setCachePreparedStatements(true);
        List<Future<PgConnection>> opening = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            opening.add(PgConnection.connect(vertx, options));
        }
        HttpConnections.await(Future.all(opening), ANSWER_SECONDS, "connecting to PostgreSQL");
        return opening.stream().map(Future::result).toList();
    }

    private String databaseUrl() {
        int port = platform.state().processes().stream()
                .filter(process -> process.name().equals("postgres"))
                .findFirst()
                .orElseThrow(() -> new BenchFailure("PostgreSQL does not run"))
                .port();
        return "postgresql://127.0.0.1:" + port + "/" + service;
    }

    /** A connection by which whole tables are copied, which the services' own client can't. */
    Connection copying() throws SQLException {
        return DriverManager.getConnection("jdbc:" + databaseUrl(), "postgres", "postgres");
    }

    /** A connection to the broker, as the services have it. */
    Future<ProtonConnection> broker() {
        Promise<ProtonConnection> connected = Promise.promise();
        ProtonClient.create(vertx)
                .connect(
                        new ProtonClientOptions().addEnabledSaslMechanism("PLAIN"),
                        "127.0.0.1",
                        platform.state().brokerPort(),
                        BROKER_USER,
                        platform.brokerPassword(),
                        connected);
        return connected.future().compose(connection -> {
            Promise<ProtonConnection> opened = Promise.promise();
            connection.openHandler(opened).open();
            return opened.future();
        });
    }

    /** Platform time. */
    Instant now() {
        return platform.clock().now();
    }

    /** The rows that a statement without parameters gives. */
    List<Row> query(String sql) {
        Future<List<Row>> rows = control.query(sql).execute().map(set -> {
            List<Row> all = new ArrayList<>();
            set.forEach(all::add);
            return all;
        });
        HttpConnections.await(rows, ANSWER_SECONDS, sql);
        return rows.result();
    }

    long count(String table) {
        return query("SELECT count(*) FROM " + table).get(0).getLong(0);
    }

    /** Lets every subscription opt in, as the message does by which features-service propagates its registrations. */
    void propagateFeature(List<String> subscriptions) {
        for (String subscription : subscriptions) {
            query("INSERT INTO propagated_features (subscription_id, namespace, propagation, features, at) VALUES ('"
                    + subscription
                    + "', 'microsoft.compute', 1, '{\"inguestautopatchvmpreview\": \"Registered\"}', now())");
        }
    }

    /** Waits until every operation has ended and the broker has every message; how long that took. */
    Duration awaitDone() {
        long begun = System.nanoTime();
        while (query("SELECT EXISTS (SELECT FROM pending_step) OR EXISTS (SELECT FROM outbox)")
                .get(0)
                .getBoolean(0)) {
            if (System.nanoTime() - begun > LONGEST_WAIT.toNanos()) {
                throw new BenchFailure("The service's background work is not done after " + LONGEST_WAIT.toMinutes()
                        + " minutes: see the logs in " + folder().resolve("logs"));
            }
            pause(BETWEEN_LOOKS);
        }
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    /** Waits until a table is empty. */
    void awaitNothing(String table) {
        long begun = System.nanoTime();
        while (count(table) > 0) {
            if (System.nanoTime() - begun > LONGEST_WAIT.toNanos()) {
                throw new BenchFailure(table + " is not empty after " + LONGEST_WAIT.toMinutes() + " minutes");
            }
            pause(BETWEEN_LOOKS);
        }
    }

    static void pause(Duration time) {
        try {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchFailure("interrupted", e);
        }
    }

    @Override
    public void close() {
        vertx.close();
        platform.close();
    }
}
