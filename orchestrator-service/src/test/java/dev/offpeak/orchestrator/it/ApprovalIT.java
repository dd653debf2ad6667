package dev.offpeak.orchestrator.it;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import dev.offpeak.rules.Rule;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.response.Response;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@QuarkusIntegrationTest
@QuarkusTestResource(OrchestratorTestResource.class)
class ApprovalIT extends OverAFleet {
    @Test
    @Rule("U6")
    @DisplayName("U6: a rollout is planned and forecast, and orders nothing before somebody approves it")
    void nothingBeginsBeforeTheApproval() {
        TestVm vm = add(TestVm.in(subscription, "uksouth"));
        settle();
        publish(Map.of(), Map.of("approval", true));
        await().atMost(PATIENCE).until(() -> rollout().get("plannedAt") != null);

        awaitHold(rollout, vm, "AwaitingApproval");
        assertThat(rollout().getString("state")).isEqualTo("AwaitingApproval");
        assertThat(rollout().getString("forecast.likelyEnd")).isNotNull();
        assertThat(guests.orders(vm)).isEmpty();
        for (String wish : new String[] {"pause", "resume"}) {
            post("/rollouts/" + rollout + "/" + wish)
                    .then()
                    .statusCode(409)
                    .body("error.code", equalTo("OperationNotAllowed"))
                    .body("error.message", containsString("/approve"));
        }
        approve().then().statusCode(200).body("state", equalTo("Planned"));

        awaitState("Completed");
        assertThat(guests.orders(vm)).hasSize(1);
        get("/platform/audit?target=" + rollout)
                .then()
                .body("value.action", contains("Offpeak.Orchestrator/rollouts/approve/action"))
                .body("value[0].who", notNullValue())
                .body("value[0].details.was", equalTo("AwaitingApproval"));
        approve().then().statusCode(409).body("error.message", containsString("it is over"));
    }

    @Test
    @Rule("U6")
    @DisplayName("U6: what has no plan yet can't be approved; what was never approved can be canceled")
    void whatHasNoPlanIsNotApproved() {
        settle();
        publish(Map.of("publishedAt", "2027-06-01T00:00:00Z"), Map.of("approval", true));

        approve().then().statusCode(409).body("error.message", containsString("no plan yet"));
        post("/rollouts/" + rollout + "/cancel").then().statusCode(200).body("state", equalTo("Canceled"));
        post("/rollouts/none/approve").then().statusCode(404);
    }

    private Response approve() {
        return post("/rollouts/" + rollout + "/approve");
    }
}
