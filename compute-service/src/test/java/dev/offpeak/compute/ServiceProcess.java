package dev.offpeak.compute;

import dev.offpeak.embedded.AmqpBroker;
import dev.offpeak.embedded.PostgresServer;
import io.restassured.RestAssured;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The packaged service in a process of its own, on ports of its own, so that a test may kill it. */
final class ServiceProcess {
    private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");

    private final Process process;
    private final int port;

    private ServiceProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts it; it may take a while until it {@link #isReady}. Its log goes to {@code target/service-process.log}. */
    static ServiceProcess start(PostgresServer postgres, String database, AmqpBroker broker) throws IOException {
        int port = ComputeTestResource.freePort();
        ProcessBuilder builder = new ProcessBuilder(command());
        builder.environment()
                .putAll(Map.of(
                        "QUARKUS_HTTP_PORT", Integer.toString(port),
                        "OFFPEAK_AGENTS_PORT", Integer.toString(ComputeTestResource.freePort()),
                        "QUARKUS_DATASOURCE_JDBC_URL", postgres.jdbcUrl(database),
                        "QUARKUS_DATASOURCE_REACTIVE_URL", postgres.reactiveUrl(database),
                        "QUARKUS_DATASOURCE_USERNAME", postgres.user(),
                        "QUARKUS_DATASOURCE_PASSWORD", postgres.password(),
                        "AMQP_HOST", "127.0.0.1",
                        "AMQP_PORT", Integer.toString(broker.port()),
                        "AMQP_USERNAME", broker.user(),
                        "AMQP_PASSWORD", broker.password()));
        builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        Path.of("target", "service-process.log").toFile()));
        return new ServiceProcess(builder.start(), port);
    }

    /** The jar, or the native executable where that was built instead. */
    private static List<String> command() {
        return Files.exists(JAR)
                ? List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-jar",
                        JAR.toString())
                : List.of(System.getProperty("native.image.path"));
    }

    int port() {
        return port;
    }

    boolean isReady() {
        if (!process.isAlive()) {
            throw new IllegalStateException("the service ended, see target/service-process.log");
        }
        try {
            return RestAssured.get("http://127.0.0.1:" + port + "/q/health/ready")
                            .statusCode()
                    == 200;
        } catch (Exception e) {
            // Nothing listens there yet.
            return false;
        }
    }

    /** Kills it at once (SIGKILL); its exit status. */
    int kill() throws InterruptedException {
        process.destroyForcibly();
        return process.waitFor();
    }
}
