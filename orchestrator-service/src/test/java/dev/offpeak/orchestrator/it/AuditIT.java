package dev.offpeak.orchestrator.it;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.startsWith;

import dev.offpeak.rules.Rule;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.specification.RequestSpecification;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@QuarkusIntegrationTest
@QuarkusTestResource(OrchestratorTestResource.class)
class AuditIT {
    private static final String CORRELATION = "audit-" + UUID.randomUUID();

    @Test
    @DisplayName("Everything that was done is in the audit log with who did it; what was refused is not")
    void theAuditLogTellsWhoDidWhat() {
        String name = "audited-" + UUID.randomUUID();
        String rollout = somebody()
                .contentType("application/json")
                .body(Map.of("name", name, "publishedAt", "2027-06-01T00:00:00Z"))
                .post("/releases")
                .then()
                .statusCode(201)
                .extract()
                .path("rolloutId");
        somebody().post("/rollouts/" + rollout + "/resume").then().statusCode(409);
        somebody().post("/rollouts/" + rollout + "/pause").then().statusCode(200);
        somebody().post("/rollouts/" + rollout + "/pause").then().statusCode(200);
        given().post("/rollouts/" + rollout + "/cancel").then().statusCode(200);

        get("/platform/audit?target=" + name)
                .then()
                .statusCode(200)
                .body("value.action", contains("Offpeak.Orchestrator/releases/write"))
                .body("value[0].details.rollout", equalTo(rollout))
                .body("value[0].correlationId", equalTo(CORRELATION));
        String next = get("/platform/audit?$top=1&target=" + rollout)
                .then()
                .statusCode(200)
                .body("value.action", contains("Offpeak.Orchestrator/rollouts/cancel/action"))
                .body("value[0].who", startsWith("address "))
                .body("value[0].details.was", equalTo("Paused"))
                .extract()
                .path("nextLink");
        get(next)
                .then()
                .statusCode(200)
                .body("value.action", contains("Offpeak.Orchestrator/rollouts/pause/action"))
                .body("value.who", everyItem(matchesPattern("token [0-9a-f]{16}")));
    }

    @Test
    @Rule("V1")
    @DisplayName("V1: a token of no page is refused")
    void pagesAreFollowedAsTheyWereGiven() {
        get("/platform/audit?$skiptoken=eA").then().statusCode(400).body("error.target", equalTo("$skiptoken"));
    }

    private static RequestSpecification somebody() {
        return given().header("Authorization", "Bearer somebody").header("x-ms-correlation-request-id", CORRELATION);
    }
}
