package dev.offpeak.orchestrator.it;

import static io.restassured.RestAssured.delete;
import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;

import dev.offpeak.rules.Rule;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusIntegrationTest
@QuarkusTestResource(OrchestratorTestResource.class)
class ExclusionsIT extends OverAFleet {
    @Test
    @Rule("U4")
    @DisplayName("U4: an excluded patch is left out of the orders it is for, until it expires or its exclusion ends")
    void ordersLeaveOutWhatIsExcluded() {
        TestVm ours = add(TestVm.in(subscription, "uksouth"));
        String another = UUID.randomUUID().toString();
        wire.feature(another, 1, true);
        TestVm theirs = add(TestVm.in(another, "uksouth"));
        settle();
        String mine = name();
        String expired = name();
        put(mine, Map.of("mask", "KB5031364", "reason", "breaks printing", "subscriptionId", subscription), 201);
        put(
                expired,
                Map.of(
                        "mask",
                        "KB5032190",
                        "reason",
                        "not tested",
                        "expiresAt",
                        OrchestratorTestResource.now()
                                .plus(Duration.ofMinutes(1))
                                .toString()),
                201);
        OrchestratorTestResource.speed(600);
        get("/policies/exclusions/" + expired).then().body("name", notNullValue());

        publish(
                Map.of(
                        "publishedAt",
                        OrchestratorTestResource.now()
                                .plus(Duration.ofMinutes(30))
                                .toString()),
                Map.of());
        awaitState("Completed");

        assertThat(guests.orders(ours)).singleElement().satisfies(order -> assertThat(order.excludedMasks())
                .containsExactly("KB5031364"));
        assertThat(guests.orders(theirs)).singleElement().satisfies(order -> assertThat(order.excludedMasks())
                .isEmpty());
        get("/policies/exclusions/" + expired).then().statusCode(200).body("holds", equalTo(false));
        delete("/policies/exclusions/" + mine).then().statusCode(204);
        delete("/policies/exclusions/" + expired).then().statusCode(204);
    }

    @Test
    @Rule("U4")
    @DisplayName("U4: an exclusion is made, replaced, listed and ended by its name, whatever its casing")
    void exclusionsAreKeptByName() {
        String name = name();
        String loud = name.toUpperCase(Locale.ROOT);
        Map<String, String> body =
                Map.of("mask", "linux-image-*", "reason", "own kernel", "subscriptionId", subscription);

        put(name, body, 201);
        put(loud, body, 200);

        get("/policies/exclusions/" + name)
                .then()
                .statusCode(200)
                .body("mask", equalTo("linux-image-*"))
                .body("holds", equalTo(true));
        get("/policies/exclusions?subscriptionId=" + subscription)
                .then()
                .statusCode(200)
                .body("value.name", contains(name));
        String other = name();
        put(other, body, 201);
        get(get("/policies/exclusions?$top=1&subscriptionId=" + subscription)
                        .then()
                        .statusCode(200)
                        .extract()
                        .<String>path("nextLink"))
                .then()
                .statusCode(200)
                .body("value.size()", equalTo(1));
        get("/policies/exclusions").then().body("value.name", hasItem(name));
        get("/platform/audit?target=" + name)
                .then()
                .body("value.action", contains("Offpeak.Orchestrator/exclusions/write"))
                .body("value[0].details.mask", equalTo("linux-image-*"));
        delete("/policies/exclusions/" + loud).then().statusCode(204);
        delete("/policies/exclusions/" + other).then().statusCode(204);
        get("/policies/exclusions/" + name).then().statusCode(404).body("error.message", containsString(name));
        delete("/policies/exclusions/" + name).then().statusCode(404);
    }

    @ParameterizedTest
    @Rule("V1")
    @DisplayName("V1: an exclusion that can't be is refused with what to change")
    @CsvSource(
            delimiter = '|',
            value = {
                "printing | {} | mask",
                "printing | {`mask`: `*`, `reason`: `all`} | mask",
                "printing | {`mask`: `KB1`} | mask",
                "printing | {`mask`: `KB1`, `reason`: `x`, `expiresAt`: `2020-01-01T00:00:00Z`} | expiresAt",
                "printing | {`mask`: `KB1`, `reason`: `x`, `expiresAt`: `soon`} | expiresAt",
                "printing | {`mask`: `KB1`, `reason`: `x`, `subscriptionId`: `mine`} | subscriptionId",
                "-printing | {`mask`: `KB1`, `reason`: `x`} | name"
            })
    void nonsenseIsRefused(String name, String body, String target) {
        given().contentType("application/json")
                .body(body.replace('`', '"'))
                .put("/policies/exclusions/" + name)
                .then()
                .statusCode(400)
                .body("error.target", endsWith(target))
                .body("error.message", notNullValue());
    }

    @Test
    @Rule("V1")
    @DisplayName("V1: a filter that names no subscription is refused")
    void wrongFiltersAreRefused() {
        get("/policies/exclusions?subscriptionId=mine")
                .then()
                .statusCode(400)
                .body("error.target", equalTo("subscriptionId"));
    }

    private static String name() {
        return "exclusion-" + UUID.randomUUID();
    }

    private static void put(String name, Map<String, String> body, int status) {
        given().contentType("application/json")
                .body(new HashMap<>(body))
                .put("/policies/exclusions/" + name)
                .then()
                .statusCode(status)
                .body("mask", equalTo(body.get("mask")));
    }
}
