package dev.offpeak.features.api;

import static dev.offpeak.features.api.Calls.AUTO_PATCH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.offpeak.embedded.PlatformTestResource;
import dev.offpeak.rules.Rule;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A process of its own, killed in the middle; its database and broker stay. */
class RestartIT {
    private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Map<String, String> servers = new PlatformTestResource().start();
    private final String subscription = UUID.randomUUID().toString();
    private final HttpClient http = HttpClient.newHttpClient();
    private Process service;
    private int port;

    @AfterEach
    void stop() {
        kill();
    }

    @Test
    @Rule("F1")
    @DisplayName(
            "F1: a registration that was under way when the service was killed is finished after its restart, and told once")
    void finishesWhatWasUnderWay() {
        start();
        await().atMost(PATIENCE).until(() -> status("GET", "/q/health/ready") == 200);
        assertThat(status("POST", feature() + "/register?api-version=2021-07-01"))
                .isEqualTo(200);
        assertThat(body(feature() + "?api-version=2021-07-01")).contains("Registering");
        kill();

        backdate();
        start();

        await().atMost(PATIENCE)
                .until(() -> status("GET", "/q/health/ready") == 200
                        && body(feature() + "?api-version=2021-07-01").contains("\"Registered\""));
        // Each once; their order on the wire is not promised, and the first may have waited for the restart too.
        assertThat(List.of(nextState(), nextState())).containsExactlyInAnyOrder("Registering", "Registered");
    }

    private String nextState() {
        return Calls.nextEvent(subscription).orElseThrow().getString("data.state");
    }

    /** Its time came while nobody was there to see it. */
    private void backdate() {
        try (Connection connection = DriverManager.getConnection(
                        servers.get("quarkus.datasource.jdbc.url"),
                        servers.get("quarkus.datasource.username"),
                        servers.get("quarkus.datasource.password"));
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate("UPDATE feature_registration SET due = due - interval '2 days'"))
                    .isEqualTo(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private String feature() {
        return "/subscriptions/" + subscription + "/providers/Microsoft.Features/providers/Microsoft.Compute/features/"
                + AUTO_PATCH;
    }

    private void start() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        List<String> command = new ArrayList<>();
        boolean packaged = Files.exists(JAR);
        command.add(
                packaged
                        ? Path.of(System.getProperty("java.home"), "bin", "java")
                                .toString()
                        : System.getProperty("native.image.path"));
        servers.forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.add("-Dquarkus.http.port=" + port);
        command.add("-Doffpeak.features.registration-time=PT24H");
        if (packaged) {
            command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", JAR.toString()));
        }
        try {
            service = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(new File("target/restart-it.log")))
                    .start();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As the machine would: no handler runs. */
    private void kill() {
        service.destroyForcibly();
        try {
            assertThat(service.waitFor(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int status(String method, String path) {
        HttpResponse<String> answer = send(method, path);
        return answer == null ? 0 : answer.statusCode();
    }

    private String body(String path) {
        return send("GET", path).body();
    }

    /** Null while nobody listens. */
    private HttpResponse<String> send(String method, String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
