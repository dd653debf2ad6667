package dev.offpeak.compute;

import static dev.offpeak.compute.Arm.LATER_VERSION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.offpeak.embedded.AmqpBroker;
import dev.offpeak.embedded.BrokerClient;
import dev.offpeak.embedded.PostgresServer;
import dev.offpeak.embedded.TestServers;
import dev.offpeak.messaging.Json;
import dev.offpeak.rules.Rule;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The packaged service as a process of its own that is killed: what it committed is neither lost nor done twice. */
class RestartIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String QUEUE = "compute.events.orchestrator";
    private static final int KILLED = 128 + 9;

    private final PostgresServer postgres = TestServers.postgres();
    private final String database = TestServers.freshDatabase("compute_restart");
    private AmqpBroker broker = AmqpBroker.startInMemory(0, "offpeak", "offpeak");
    private ServiceProcess service = start();

    @AfterEach
    void stop() throws InterruptedException {
        service.kill();
        broker.close();
    }

    @Test
    @Rule("V3")
    @DisplayName(
            "V3: killed after the commit and before anything was sent, the service sends it once when it is back, and ends the operation")
    void whatWasCommittedIsSentAfterTheRestart() throws Exception {
        String group = createGroup();
        broker.close();

        Response created = request().body(Arm.windowsVm("")).put(Arm.vm(group, "web1"));
        created.then().statusCode(201);
        String vmId = created.path("properties.vmId");
        assertThat(service.kill()).isEqualTo(KILLED);

        assertThat(unsentAbout(vmId)).isPositive();
        broker = AmqpBroker.startInMemory(broker.port(), "offpeak", "offpeak");
        service = start();

        Map<String, List<Long>> versions = versionsUntil(Set.of(vmId));
        assertThat(versions.get(vmId)).containsOnlyOnce(1L).doesNotHaveDuplicates();
        await().atMost(PATIENCE).until(() -> unsentAbout(vmId) == 0);
        String operation = created.header("Azure-AsyncOperation").replaceFirst(":\\d+/", ":" + service.port() + "/");
        await().atMost(PATIENCE)
                .until(() -> RestAssured.get(operation).<String>path("status").equals("Succeeded"));
        assertThat(request().get(Arm.vm(group, "web1")).<String>path("properties.provisioningState"))
                .isEqualTo("Succeeded");
    }

    @Test
    @Rule("V3")
    @DisplayName(
            "V3: killed in the middle of many creations, each that was answered is told of, and its operation ends")
    void killedInTheMiddleOfManyCreations() throws Exception {
        String group = createGroup();
        Map<String, String> operations = new ConcurrentHashMap<>();
        List<CompletableFuture<Void>> clients = new ArrayList<>();
        for (int client = 0; client < 4; client++) {
            String name = "vm" + client + "-";
            clients.add(CompletableFuture.runAsync(() -> createUntilItDies(group, name, operations)));
        }
        await().atMost(PATIENCE).until(() -> operations.size() >= 12);

        assertThat(service.kill()).isEqualTo(KILLED);
        CompletableFuture.allOf(clients.toArray(CompletableFuture[]::new)).join();
        service = start();

        Map<String, List<Long>> versions = versionsUntil(operations.keySet());
        assertThat(operations.keySet())
                .allSatisfy(vmId ->
                        assertThat(versions.get(vmId)).containsOnlyOnce(1L).doesNotHaveDuplicates());
        operations.values().forEach(operation -> await().atMost(PATIENCE)
                .until(() -> RestAssured.get(operation.replaceFirst(":\\d+/", ":" + service.port() + "/"))
                        .<String>path("status")
                        .equals("Succeeded")));
    }

    private void createUntilItDies(String group, String name, Map<String, String> operations) {
        for (int i = 0; i < 200; i++) {
            try {
                Response created = request().body(Arm.windowsVm("")).put(Arm.vm(group, name + i));
                if (created.statusCode() == 201) {
                    operations.put(created.path("properties.vmId"), created.header("Azure-AsyncOperation"));
                }
            } catch (Exception e) {
                // The answer did not come: the service was killed.
                return;
            }
        }
    }

    /** Versions told of each VM, repeated deliveries of one message counted once, until the first one of all these was heard. */
    private Map<String, List<Long>> versionsUntil(Set<String> vmIds) {
        Set<String> messageIds = new HashSet<>();
        Map<String, List<Long>> versions = new HashMap<>();
        try (BrokerClient client = BrokerClient.connect("127.0.0.1", broker.port(), broker.user(), broker.password())) {
            await().atMost(PATIENCE).until(() -> {
                Optional<String> body = client.receive(QUEUE, Duration.ofSeconds(1));
                body.map(RestartIT::read)
                        .filter(event -> event.get("type").asText().endsWith(".VmChanged"))
                        .filter(event -> messageIds.add(event.get("id").asText()))
                        .ifPresent(event -> versions.computeIfAbsent(
                                        event.at("/data/vmId").asText(), vm -> new ArrayList<>())
                                .add(event.at("/data/version").asLong()));
                return body.isEmpty() && versions.keySet().containsAll(vmIds);
            });
        }
        return versions;
    }

    private static JsonNode read(String body) {
        try {
            return Json.mapper().readTree(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private long unsentAbout(String vmId) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(postgres.jdbcUrl(database), postgres.user(), postgres.password());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM outbox WHERE subject = '" + vmId + "'")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private String createGroup() {
        String group = "/subscriptions/" + UUID.randomUUID() + "/resourceGroups/rg1";
        request().body("{\"location\": \"westeurope\"}").put(group).then().statusCode(201);
        return group;
    }

    private RequestSpecification request() {
        return RestAssured.given()
                .baseUri("http://127.0.0.1:" + service.port())
                .contentType("application/json")
                .queryParam("api-version", LATER_VERSION);
    }

    private ServiceProcess start() {
        try {
            ServiceProcess started = ServiceProcess.start(postgres, database, broker);
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).until(started::isReady);
            return started;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
