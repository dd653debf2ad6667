package dev.offpeak.orchestrator.it;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.oneOf;

import dev.offpeak.fuzz.ApiFuzz;
import dev.offpeak.fuzz.Operation;
import dev.offpeak.fuzz.ServiceFuzz;
import dev.offpeak.fuzz.Subject;
import dev.offpeak.rules.Rule;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.RestAssured;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@QuarkusIntegrationTest
@QuarkusTestResource(OrchestratorTestResource.class)
class OrchestratorFuzzIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    @Rule({"V1", "V4"})
    @DisplayName("V1, V4: whatever is sent to any operation, the answer is 2xx or 4xx, and a 4xx has changed nothing")
    void keepsItsPromisesWhateverIsSent() {
        OrchestratorTestResource.speed(1);
        Map<String, String> settings = OrchestratorTestResource.settings();
        try (Orchestrator orchestrator = new Orchestrator()) {
            ApiFuzz.Builder service = ApiFuzz.of("http://127.0.0.1:" + RestAssured.port, orchestrator)
                    .database(
                            settings.get("quarkus.datasource.jdbc.url"),
                            settings.get("quarkus.datasource.username"),
                            settings.get("quarkus.datasource.password"))
                    .without("tally", "sums of assignment, folded from time to time")
                    .without("tally_change", "sums of assignment, not folded yet")
                    .without("touched", "tells looks that something else has changed, and is forgotten")
                    .busyWhile("SELECT count(*) FROM outbox");

            assertThat(ServiceFuzz.problems(service, List.of())).isEmpty();

            RestAssured.get("/q/health/ready").then().statusCode(200);
        }
    }

    /** A rollout in progress that orders nothing, as its only VM's subscription has no feature; and one that begins in 2199. */
    private static final class Orchestrator implements Subject, AutoCloseable {
        private final String name = "fuzz-" + UUID.randomUUID();
        private final Wire wire = new Wire();
        private final TestVm vm = TestVm.in(UUID.randomUUID().toString(), "uksouth");
        private final String inProgress;
        private final String planned;

        Orchestrator() {
            wire.feature(vm.subscription(), 1, false);
            wire.send(vm.changed(1, OrchestratorTestResource.now()));
            await().atMost(PATIENCE).until(() -> Database.vms().contains(vm.id()));
            inProgress = publish("{\"name\": \"" + name + "\"}");
            await().atMost(PATIENCE)
                    .until(() ->
                            get("/rollouts/" + inProgress + "/vms/" + vm.id()).statusCode() == 200);
            planned = publish("{\"name\": \"" + name + "-later\", \"publishedAt\": \"2199-01-01T00:00:00Z\"}");
        }

        private static String publish(String body) {
            return given().contentType("application/json")
                    .body(body)
                    .post("/releases")
                    .then()
                    .statusCode(201)
                    .extract()
                    .path("rolloutId");
        }

        /** Releases that were accepted in generated requests go no further. */
        @Override
        public void before(Operation operation) {
            if (operation.takesBody()) {
                cancelAllBut(Set.of(inProgress, planned));
            }
        }

        private static void cancelAllBut(Set<String> kept) {
            get("/rollouts").jsonPath().getList("value.id", String.class).stream()
                    .filter(id -> !kept.contains(id))
                    .forEach(id -> post("/rollouts/" + id + "/cancel").then().statusCode(oneOf(200, 409)));
        }

        @Override
        public Map<String, String> parameters(Operation operation) {
            return Map.of(
                    "name",
                    name,
                    "id",
                    operation.path().endsWith("/cancel") ? planned : inProgress,
                    "scope",
                    "zones",
                    "number",
                    "1",
                    "vmId",
                    vm.id());
        }

        @Override
        public List<String> bodies(Operation operation) {
            return switch (operation.toString()) {
                case "POST /releases", "POST /rollouts/preview" ->
                    List.of(
                            """
                        {"name": "fuzzed", "publishedAt": "2198-06-01T00:00:00Z", "deadlineDays": 30, "seed": 7,
                         "maxPatchPublishDate": "2198-05-01T00:00:00+02:00",
                         "policy": {"phases": 3, "bakeTime": "PT24H", "maxFailedShare": 0.2, "runLength": "PT3H",
                          "installBudget": "PT1H", "verification": "PT30M", "maxSubscriptionShare": 0.2,
                          "maxSetShare": 0.2, "canaryRegions": ["westeurope"], "rebootAllowance": "PT10M",
                          "pace": "Shortest", "classifications": ["Security"], "externalGate": true, "approval": true,
                          "automaticWithdrawal": {"byChanceBelow": 0.001, "failedVms": 2},
                          "exclusions": [{"mask": "KB1", "reason": "fuzzed", "expiresAt": "2199-01-01T00:00:00Z"}]}}""");
                case "PUT /policies/exclusions/{name}" ->
                    List.of(
                            """
                        {"mask": "KB1", "reason": "fuzzed", "expiresAt": "2199-01-01T00:00:00Z",
                         "subscriptionId": "%s"}"""
                                    .formatted(vm.subscription()));
                case "PUT /policies/notices/{name}" ->
                    List.of(
                            """
                        {"url": "http://127.0.0.1:9/", "secret": "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz", "events": ["Ended"],
                         "subscriptionId": "%s"}"""
                                    .formatted(vm.subscription()));
                case "PUT /policies/windows/{name}" ->
                    List.of(
                            """
                        {"scope": "/subscriptions/%s", "start": "21:00", "end": "05:00", "rebootSetting": "Never"}"""
                                    .formatted(vm.subscription()),
                            """
                        {"tag": {"name": "fuzzed", "value": "yes"}, "start": "21:00", "end": "05:00"}""");
                case "POST /rollouts/{id}/withdraw" -> List.of("{\"patch\": \"KB1\", \"reason\": \"fuzzed\"}");
                case "PUT /rollouts/{id}/phases/{number}/word" ->
                    List.of("{\"go\": true, \"by\": \"the fuzz\", \"why\": \"fuzzed\"}");
                case "PUT /platform/stop" -> List.of("{\"by\": \"the fuzz\", \"why\": \"fuzzed\"}");
                default -> List.of();
            };
        }

        @Override
        public List<String> queries(Operation operation) {
            return List.of("state=Waiting", "region=westeurope&$top=3", "hold=OutsideWindow");
        }

        @Override
        public void close() {
            RestAssured.delete("/platform/stop");
            RestAssured.delete("/policies/exclusions/" + name);
            RestAssured.delete("/policies/windows/" + name);
            RestAssured.delete("/policies/notices/" + name);
            cancelAllBut(Set.of());
            wire.send(vm.deleted(1_000_000, OrchestratorTestResource.now()));
            wire.close();
        }
    }
}
