package dev.offpeak.orchestrator.it;

import static io.restassured.RestAssured.delete;
import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.offpeak.rules.Rule;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.response.Response;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@QuarkusIntegrationTest
@QuarkusTestResource(OrchestratorTestResource.class)
class StopIT extends OverAFleet {
    @AfterEach
    void goOn() {
        delete("/platform/stop");
    }

    @Test
    @Rule("U6")
    @DisplayName("U6: once everything is stopped no rollout gives an order; released, each goes on from where it was")
    void everythingStopsAtOnce() {
        for (int i = 0; i < 12; i++) {
            add(TestVm.in(subscription, "uksouth"));
        }
        settle();
        publish(0.2);
        await().atMost(PATIENCE).until(() -> !guests.orders().isEmpty());

        stop("the night shift", "fire in the data center")
                .then()
                .statusCode(200)
                .body("stopped", equalTo(true));
        long given = Database.count("select count(*) from installation where rollout_id = '" + rollout + "'");
        stop("somebody else", "smoke").then().statusCode(200).body("by", equalTo("the night shift"));
        String first = rollout;
        publish(0.2);
        await().atMost(PATIENCE).until(() -> Database.count("select count(*) from in_flight") == 0);

        assertThat(given).isLessThan(12);
        assertThat(Database.count(
                        "select count(*) from installation where rollout_id in ('" + first + "', '" + rollout + "')"))
                .isEqualTo(given);
        get("/platform/stop").then().statusCode(200).body("why", equalTo("fire in the data center"));
        get("/rollouts/" + first + "/vms?state=Waiting&$top=1")
                .then()
                .body("value[0].hold.reason", equalTo("PlatformStopped"));

        delete("/platform/stop").then().statusCode(204);
        get("/platform/stop").then().body("stopped", equalTo(false));
        await().atMost(PATIENCE).until(() -> guests.orders().size() > given);
        get("/platform/audit?target=platform&$top=2")
                .then()
                .body("value.action", contains("Offpeak.Orchestrator/stop/delete", "Offpeak.Orchestrator/stop/write"))
                .body("value[1].details.why", equalTo("fire in the data center"));
    }

    @Test
    @Rule("V1")
    @DisplayName("V1: a stop says who and why, and a stop that does not stand can't be released")
    void nonsenseIsRefused() {
        stop("", "fire").then().statusCode(400).body("error.target", equalTo("by"));
        stop("me", "x".repeat(2001)).then().statusCode(400).body("error.target", equalTo("why"));
        given().contentType("application/json").put("/platform/stop").then().statusCode(400);
        delete("/platform/stop").then().statusCode(404).body("error.message", containsString("Nothing is stopped"));
        given().header("Accept", ";;").get("/platform/stop").then().statusCode(406);
    }

    private static Response stop(String by, String why) {
        return given().contentType("application/json")
                .body(Map.of("by", by, "why", why))
                .put("/platform/stop");
    }
}
