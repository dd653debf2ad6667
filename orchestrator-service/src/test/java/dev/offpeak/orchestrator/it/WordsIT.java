package dev.offpeak.orchestrator.it;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.offpeak.rules.Rule;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@QuarkusIntegrationTest
@QuarkusTestResource(OrchestratorTestResource.class)
class WordsIT extends OverAFleet {
    @Test
    @Rule("U6")
    @DisplayName("U6: a phase waits for somebody's word; a no halts, a later yes and a resume let it start")
    void phasesWaitForAWord() {
        TestVm second = twoPhases(true);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(phases()).containsExactly("Completed", "Waiting"));

        say(2, Map.of("go", false, "by", "the test pipeline", "why", "printing failed"))
                .then()
                .statusCode(200)
                .body("word.go", equalTo(false));
        awaitState("Halted");
        assertThat(rollout().getString("halt.gates[0].why")).contains("the test pipeline", "printing failed");
        assertThat(guests.orders(second)).isEmpty();
        say(2, Map.of("go", true, "by", "the test pipeline", "why", "all passed"))
                .then()
                .statusCode(200)
                .body("word.why", equalTo("all passed"));
        post("/rollouts/" + rollout + "/resume").then().statusCode(200);

        awaitState("Completed");
        assertThat(guests.orders(second)).hasSize(1);
        get("/platform/audit?target=" + rollout)
                .then()
                .body(
                        "value.findAll { it.action == 'Offpeak.Orchestrator/rollouts/phases/word/write' }.details.go",
                        equalTo(List.of("true", "false")));
        say(2, Map.of("go", true, "by", "me", "why", "late"))
                .then()
                .statusCode(409)
                .body("error.message", containsString("has started already"));
    }

    @Test
    @Rule("V1")
    @DisplayName("V1: a word that is incomplete, on no phase, or on one that waits for none is refused")
    void nonsenseIsRefused() {
        twoPhases(false);
        await().atMost(PATIENCE).until(() -> phases().size() == 2);
        Map<String, Object> word = Map.of("go", true, "by", "me", "why", "fine");

        say(2, Map.of("by", "me", "why", "fine")).then().statusCode(400).body("error.target", equalTo("go"));
        say(2, Map.of("go", true, "why", "fine")).then().statusCode(400).body("error.target", equalTo("by"));
        say(2, Map.of("go", true, "by", "me", "why", " "))
                .then()
                .statusCode(400)
                .body("error.target", equalTo("why"));
        say(9, word).then().statusCode(404).body("error.message", containsString("no phase 9"));
        say(2, word).then().statusCode(409).body("error.message", containsString("externalGate"));
        given().contentType("application/json")
                .put("/rollouts/" + rollout + "/phases/2/word")
                .then()
                .statusCode(400);
    }

    /** Answers with the VM of the second phase. */
    private TestVm twoPhases(boolean externalGate) {
        add(TestVm.in(subscription, "westeurope"));
        TestVm second = add(TestVm.in(subscription, "northeurope"));
        settle();
        publish(Map.of(), Map.of("externalGate", externalGate, "canaryRegions", List.of("westeurope")));
        return second;
    }

    private List<String> phases() {
        return get("/rollouts/" + rollout + "/phases").jsonPath().getList("value.state");
    }

    private Response say(int phase, Map<String, ?> word) {
        return given().contentType("application/json")
                .body(word)
                .put("/rollouts/" + rollout + "/phases/" + phase + "/word");
    }
}
