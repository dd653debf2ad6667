package dev.offpeak.bench;

import dev.offpeak.contracts.message.Address.Service;
import dev.offpeak.local.Platform;
import dev.offpeak.local.PlatformOptions;
import dev.offpeak.local.PlatformState;
import dev.offpeak.local.clock.ClockRates;
import dev.offpeak.local.process.ProcessId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * What is measured: PostgreSQL that survives crashes (fsync and synchronous_commit on), the broker and compute-service, each in a
 * process of its own, without the other services. The service runs as its container image does, with the JVM's own choice of
 * compilers and collector; the load comes from this process.
 */
final class Testbed implements AutoCloseable {
    /** Noon in western Europe: no VM of the fleet is off-peak, so nothing is begun in the guests while they are measured. */
    private static final Instant NOON = Instant.parse("2026-11-04T11:00:00Z");
    /** What the launcher chooses for many processes on a small machine must not be measured; this has the last word. */
    private static final String SERVICE_JVM = "-XX:TieredStopAtLevel=4 -XX:-UseSerialGC -Xmx768m";

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(5);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
    private static final long ANSWER_SECONDS = 60;

    private final Platform platform;
    private final Vertx vertx;
    private final PgConnection control;

    private Testbed(Platform platform, Vertx vertx) {
        this.platform = platform;
        this.vertx = vertx;
        this.control = connections(1).get(0);
    }

    /** @param folder new or empty */
    static Testbed start(Path folder, Consumer<String> messages) {
        Platform platform = Platform.start(PlatformOptions.usual()
                .withData(folder)
                .withPorts(0, 0)
                .withClock(ClockRates.REAL, Optional.of(NOON))
                .withServices(Set.of(Service.COMPUTE))
                .withEnvironment(Service.COMPUTE, "_JAVA_OPTIONS", SERVICE_JVM)
                .withEnvironment(Service.COMPUTE, "OFFPEAK_RATE_LIMITS_ENABLED", "false")
                .withMessages(messages));
        try {
            return new Testbed(platform, Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1)));
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
        return platform.serviceUrl(Service.COMPUTE);
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
        return pid(Service.COMPUTE.toString());
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
        return "postgresql://127.0.0.1:" + port + "/" + Service.COMPUTE;
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
