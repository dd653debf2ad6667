package dev.offpeak.orchestrator.it;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.offpeak.rules.Rule;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.path.json.JsonPath;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@QuarkusIntegrationTest
@QuarkusTestResource(OrchestratorTestResource.class)
class ForecastsIT extends OverAFleet {
    @Test
    @Rule({"U2", "O5"})
    @DisplayName("U2, O5: a VM is told its nights, why not yet, and why its subscription could not be spread")
    void aVmIsToldItsNights() {
        TestVm first = add(TestVm.in(subscription, "westeurope"));
        TestVm second = add(TestVm.in(subscription, "northeurope"));
        settle();
        publish(Map.of(), Map.of("canaryRegions", List.of("westeurope"), "bakeTime", "P2D"));
        await().atMost(PATIENCE).until(() -> "Succeeded".equals(vm(first).getString("state")));

        JsonPath waiting = vm(second);
        assertThat(waiting.getString("hold.reason")).isEqualTo("PhaseNotOpen");
        assertThat(waiting.getString("spread.reason")).isEqualTo("OnlyVm");
        Instant earliest = Instant.parse(waiting.getString("when.earliest.start"));
        Instant likely = Instant.parse(waiting.getString("when.likely.start"));
        assertThat(earliest)
                .isAfter(Instant.parse(rollout().getString("phases[0].startedAt"))
                        .plusSeconds(86_400))
                .isBeforeOrEqualTo(likely);
        assertThat(vm(first).getString("when")).isNull();
        get("/rollouts/" + rollout + "/phases")
                .then()
                .statusCode(200)
                .body("value[1].forecast.longestLane", equalTo("northeurope"))
                .body("value[1].regions[0].forecast.batches", equalTo(1));
        get("/rollouts/" + rollout).then().body("spread[0].reason", equalTo("OnlyVm"));
    }
}
