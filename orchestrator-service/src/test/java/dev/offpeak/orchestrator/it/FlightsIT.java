package dev.offpeak.orchestrator.it;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.offpeak.orchestrator.VerifyHistory;
import dev.offpeak.rules.Rule;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.RestAssured;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@QuarkusIntegrationTest
@QuarkusTestResource(OrchestratorTestResource.class)
class FlightsIT extends OverAFleet {
    @Test
    @Rule({"O1", "O2", "O3", "O4", "O5", "O6", "O7", "I3"})
    @DisplayName(
            "O1 to O7, I3: what a rollout recorded of itself keeps every rule, as the independent verifier sees it")
    void aRecordedHistoryIsVerified() {
        for (String zone : List.of("1", "2")) {
            add(TestVm.in(subscription, "westeurope").zone(zone));
            add(TestVm.in(subscription, "westeurope").zone(zone));
        }
        add(TestVm.in(subscription, "northeurope"));
        TestVm failing = add(TestVm.in(subscription, "northeurope").set("/sets/f-" + subscription, 0, 2));
        add(TestVm.in(subscription, "northeurope").set("/sets/f-" + subscription, 1, 2));
        settle();
        guests.behave(failing, Guests.Manner.FAIL);
        publish(Map.of(), Map.of("maxFailedShare", 1.0));
        awaitFirstTries(7);
        OrchestratorTestResource.nextNight();
        awaitState("Completed");

        get("/platform/flights?rollout=" + rollout)
                .then()
                .statusCode(200)
                .body("value.size()", equalTo(8))
                .body("value.findAll { it.vm == '%s' }.size()".formatted(failing.id()), equalTo(2));
        String page = get("/platform/flights?$top=3&rollout=" + rollout)
                .then()
                .statusCode(200)
                .body("value.size()", equalTo(3))
                .extract()
                .path("nextLink");
        get(page).then().statusCode(200).body("value.size()", equalTo(3));
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        int exitCode = VerifyHistory.run(
                List.of("http://127.0.0.1:" + RestAssured.port + "/platform/flights?$top=3&rollout=" + rollout),
                new PrintStream(printed, true, StandardCharsets.UTF_8),
                System.err);
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .startsWith("8 orders")
                .doesNotContain("BROKEN");
        assertThat(exitCode).isZero();
    }

    @Test
    @Rule("V1")
    @DisplayName("V1: a token of no page is refused")
    void pagesAreFollowedAsTheyWereGiven() {
        get("/platform/flights?$skiptoken=eA").then().statusCode(400).body("error.target", equalTo("$skiptoken"));
    }
}
