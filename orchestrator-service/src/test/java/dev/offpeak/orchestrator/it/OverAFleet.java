package dev.offpeak.orchestrator.it;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Tests of releases over a small fleet, fed through the broker. Each begins early in a European night, with a fleet of its own. */
abstract class OverAFleet {
    static final Duration PATIENCE = Duration.ofSeconds(120);

    final List<TestVm> fleet = new ArrayList<>();
    final String subscription = UUID.randomUUID().toString();
    Wire wire;
    Guests guests;

    /** The one that was published last. */
    String rollout;

    private final List<String> published = new ArrayList<>();

    @BeforeEach
    void connect() {
        wire = new Wire();
        OrchestratorTestResource.night();
        wire.feature(subscription, 1, true);
    }

    @AfterEach
    void leaveNothingBehind() {
        published.forEach(id -> post("/rollouts/" + id + "/cancel"));
        if (guests != null) {
            landEverything();
            guests.close();
        }
        fleet.forEach(vm -> wire.send(vm.deleted(1_000_000, OrchestratorTestResource.now())));
        wire.close();
    }

    /** Silent guests' orders end by name once their time is up. */
    private static void landEverything() {
        if (nothingIsInFlight()) {
            return;
        }
        OrchestratorTestResource.nextMorning();
        await().atMost(PATIENCE).until(OverAFleet::nothingIsInFlight);
    }

    private static boolean nothingIsInFlight() {
        return Database.count("select count(*) from in_flight") == 0;
    }

    TestVm add(TestVm vm) {
        fleet.add(vm);
        if (guests != null) {
            guests.join(vm);
        }
        wire.send(vm.changed(1, OrchestratorTestResource.now()));
        return vm;
    }

    /** The guests answer from here on, and the service knows of every VM. */
    void settle() {
        guests = new Guests(fleet);
        await().atMost(PATIENCE).until(this::everythingIsKnown);
    }

    /** Whether the service has taken everything that was sent to it: what it still holds shows in its own report. */
    boolean everythingIsKnown() {
        return get("/internal/work").jsonPath().getLong("messageDelayMillis") == 0
                && Database.vms().containsAll(ids());
    }

    Set<String> ids() {
        Set<String> ids = new HashSet<>();
        fleet.forEach(vm -> ids.add(vm.id()));
        return ids;
    }

    void publish(double maxFailedShare) {
        publish(Map.of(), Map.of("maxFailedShare", maxFailedShare, "maxSubscriptionShare", 0.7));
    }

    /** Without bake time unless the policy says otherwise. */
    void publish(Map<String, ?> release, Map<String, ?> policy) {
        Map<String, Object> wholePolicy = new HashMap<>(policy);
        wholePolicy.putIfAbsent("bakeTime", "PT0S");
        Map<String, Object> body = new HashMap<>(release);
        body.put("name", "test-" + UUID.randomUUID());
        body.put("policy", wholePolicy);
        rollout = given().contentType("application/json")
                .body(body)
                .post("/releases")
                .then()
                .statusCode(201)
                .extract()
                .path("rolloutId");
        published.add(rollout);
    }

    JsonPath rollout() {
        return get("/rollouts/" + rollout).then().statusCode(200).extract().jsonPath();
    }

    JsonPath vm(TestVm vm) {
        return vm(rollout, vm);
    }

    static JsonPath vm(String rollout, TestVm vm) {
        return get("/rollouts/" + rollout + "/vms/" + vm.id()).then().extract().jsonPath();
    }

    void awaitState(String state) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(rollout().getString("state")).isEqualTo(state));
    }

    /** So many orders are through: what is left for this night is nothing, or a retry in the next one. */
    void awaitFirstTries(int orders) {
        await().atMost(PATIENCE).until(() -> guests.orders().size() == orders && nothingIsInFlight());
    }

    void awaitHold(String rolloutId, TestVm vm, String reason) {
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(vm(rolloutId, vm).getString("hold.reason")).isEqualTo(reason));
    }
}
