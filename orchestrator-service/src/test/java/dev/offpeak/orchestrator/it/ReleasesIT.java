package dev.offpeak.orchestrator.it;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;

import dev.offpeak.contracts.message.Address;
import dev.offpeak.rules.Rule;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the API answers to what people send it. */
@QuarkusIntegrationTest
@QuarkusTestResource(OrchestratorTestResource.class)
class ReleasesIT {
    @ParameterizedTest
    @Rule("V1")
    @DisplayName("V1: bad input is a 400 that says what to change")
    @CsvSource(
            delimiter = '|',
            value = {
                "{ | InvalidRequestContent |",
                "[] | InvalidRequestContent |",
                "{} | InvalidParameter | name",
                "{`name`: `a b`} | InvalidParameter | name",
                "{`name`: 5} | InvalidRequestContent | name",
                "{`name`: `x`, `publishedAt`: `soon`} | InvalidRequestContent | publishedAt",
                "{`name`: `x`, `publishedAt`: `+999999999-01-01T00:00:00Z`} | InvalidParameter | publishedAt",
                "{`name`: `x`, `publishedAt`: `2020-01-01T00:00:00Z`} | InvalidParameter | publishedAt",
                "{`name`: `x`, `deadlineDays`: 0} | InvalidParameter | deadlineDays",
                "{`name`: `x`, `deadlineDays`: 99999999999} | InvalidRequestContent | deadlineDays",
                "{`name`: `x`, `policy`: []} | InvalidRequestContent | policy",
                "{`name`: `x`, `policy`: {`bakeTime`: `a day`}} | InvalidRequestContent | policy.bakeTime",
                "{`name`: `x`, `policy`: {`phases`: 0, `maxFailedShare`: 2}} | InvalidParameter | policy",
                "{`name`: `x`, `policy`: {`runLength`: `PT4H`}} | InvalidParameter | policy",
                "{`name`: `x`, `policy`: {`canaryRegions`: [`atlantis`]}} | InvalidParameter | policy.canaryRegions"
            })
    void badInputIsRefused(String body, String code, String target) {
        ValidatableResponse answer = given().contentType("application/json")
                .body(body.replace('`', '"'))
                .post("/releases")
                .then()
                .statusCode(400)
                .body("error.code", equalTo(code))
                .body("error.message", notNullValue());
        if (target != null) {
            answer.body("error.target", equalTo(target));
        }
    }

    @Test
    @DisplayName("A policy's problems are all named at once")
    void everyProblemOfAPolicyIsNamed() {
        given().contentType("application/json")
                .body(
                        "{\"name\": \"x\", \"policy\": {\"phases\": 0, \"maxFailedShare\": 2, \"verification\": \"PT0S\"}}")
                .post("/releases")
                .then()
                .statusCode(400)
                .body("error.details.target", hasItem("policy.phases"))
                .body("error.details.target", hasItem("policy.maxFailedShare"))
                .body("error.details.target", hasItem("policy.verification"));
    }

    @Test
    void anEmptyBodyIsRefused() {
        given().contentType("application/json")
                .post("/releases")
                .then()
                .statusCode(400)
                .body("error.code", equalTo("InvalidRequestContent"));
    }

    @Test
    @DisplayName("A release comes into being once, with its defaults, and links to its rollout")
    void aReleaseIsPublishedOnce() {
        String name = "release-" + UUID.randomUUID();
        String body = "{\"name\": \"" + name + "\", \"publishedAt\": \"2027-06-01T00:00:00+02:00\"}";

        ValidatableResponse published = given().contentType("application/json")
                .body(body)
                .post("/releases")
                .then()
                .statusCode(201)
                .header("Location", containsString("/releases/" + name))
                .body("publishedAt", equalTo("2027-05-31T22:00:00Z"))
                .body("maxPatchPublishDate", equalTo("2027-05-31T22:00:00Z"))
                .body("deadline", equalTo("2027-06-30T22:00:00Z"))
                .body("policy.runLength", equalTo("PT3H55M"));
        String rollout = published.extract().path("rollout");
        given().contentType("application/json")
                .body(body)
                .post("/releases")
                .then()
                .statusCode(409)
                .body("error.code", equalTo("Conflict"))
                .body("error.target", equalTo("name"));
        get("/releases/" + name.toUpperCase(Locale.ROOT)).then().statusCode(200).body("name", equalTo(name));
        get("/releases").then().statusCode(200).body("value.name", hasItem(name));
        get("/rollouts").then().statusCode(200).body("value.release", hasItem(name));
        get(rollout).then().statusCode(200).body("state", equalTo("Planned")).body("phases.size()", equalTo(0));
        String id = published.extract().path("rolloutId");
        post("/rollouts/" + id + "/resume")
                .then()
                .statusCode(409)
                .body("error.code", equalTo("OperationNotAllowed"))
                .body("error.message", containsString("starts by itself"));
        post("/rollouts/" + id + "/cancel").then().statusCode(200).body("state", equalTo("Canceled"));
        post("/rollouts/" + id + "/pause").then().statusCode(409);
    }

    @Test
    void whatDoesNotExistIsNotFound() {
        for (String path :
                new String[] {"/releases/none", "/rollouts/none", "/rollouts/none/vms", "/rollouts/none/phases"}) {
            get(path).then().statusCode(404).body("error.code", equalTo("ResourceNotFound"));
        }
        for (String action : new String[] {"pause", "resume", "cancel"}) {
            post("/rollouts/none/" + action).then().statusCode(404);
        }
        get("/rollouts/none/nowhere").then().statusCode(404).body("error.code", equalTo("ResourceNotFound"));
    }

    @Test
    @Rule("V1")
    @DisplayName("V1: filters and paging name the values allowed")
    void wrongFiltersAreRefused() {
        String name = "filters-" + UUID.randomUUID();
        String id = given().contentType("application/json")
                .body("{\"name\": \"" + name + "\", \"publishedAt\": \"2027-06-01T00:00:00Z\"}")
                .post("/releases")
                .then()
                .statusCode(201)
                .extract()
                .path("rolloutId");
        get("/rollouts/" + id + "/vms?state=done")
                .then()
                .statusCode(400)
                .body("error.target", equalTo("state"))
                .body("error.message", containsString("Succeeded"));
        get("/rollouts/" + id + "/vms?hold=because").then().statusCode(400).body("error.target", equalTo("hold"));
        get("/rollouts/" + id + "/vms?$top=0").then().statusCode(400).body("error.target", equalTo("$top"));
        get("/rollouts/" + id + "/vms?$skiptoken=%25").then().statusCode(400);
        get("/rollouts/" + id + "/vms/nobody").then().statusCode(404);
        post("/rollouts/" + id + "/vms/nobody/release-hold").then().statusCode(404);
        post("/rollouts/" + id + "/cancel").then().statusCode(200);
    }

    @Test
    @Rule("V1")
    @DisplayName("V1: an Accept header that names no media type is refused before anything is done")
    void acceptMustNameAMediaType() {
        String name = "unacceptable-" + UUID.randomUUID();

        given().header("Accept", ";;")
                .contentType("application/json")
                .body("{\"name\": \"" + name + "\"}")
                .post("/releases")
                .then()
                .statusCode(406)
                .body("error.code", equalTo("NotAcceptable"))
                .body("error.message", containsString("Accept"));

        get("/releases/" + name).then().statusCode(404);
        for (String path : new String[] {"/releases", "/rollouts"}) {
            given().header("Accept", ";;").get(path).then().statusCode(406);
        }
    }

    @Test
    @Rule("V1")
    @DisplayName("V1: no asynchronous operation is known here")
    void unknownOperationsAreNotFound() {
        get("/subscriptions/" + UUID.randomUUID()
                        + "/providers/Microsoft.Compute/locations/westeurope/operations/o1?api-version=2023-07-01")
                .then()
                .statusCode(404)
                .body("error.code", equalTo("ResourceNotFound"));
    }

    @Test
    void healthMetricsAndOpenApiAreServed() {
        get("/q/health/ready").then().statusCode(200);
        assertThat(get("/q/metrics").then().statusCode(200).extract().asString())
                .contains("offpeak_orders_in_flight")
                .contains("offpeak_vms_held{reason=\"ZoneBusy\"");
        assertThat(get("/q/openapi").then().statusCode(200).extract().asString())
                .contains("/rollouts/{id}/pause", "/releases");
        get("/internal/work").then().statusCode(200).body("underWay", notNullValue());
    }

    @Test
    @DisplayName("A message that can't be understood goes to the dead letters and blocks nobody")
    void poisonGoesToTheDeadLetters() {
        try (Wire wire = new Wire()) {
            wire.sendText(
                    Address.COMPUTE_EVENTS.toString(), UUID.randomUUID().toString(), "poison-for-the-orchestrator");
            boolean buried = false;
            for (int i = 0; i < 20 && !buried; i++) {
                buried = wire.receiveText(Address.DEAD_LETTERS, Duration.ofSeconds(5))
                        .filter(body -> body.contains("poison-for-the-orchestrator"))
                        .isPresent();
            }
            assertThat(buried).isTrue();
        }
    }
}
