package dev.offpeak.orchestrator.it;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;

import dev.offpeak.rules.Rule;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@QuarkusIntegrationTest
@QuarkusTestResource(OrchestratorTestResource.class)
class PreviewIT extends OverAFleet {
    private static final String STORED =
            "select (select count(*) from release) + (select count(*) from rollout) + (select count(*) from assignment) + (select count(*) from audit)";

    @Test
    @Rule("U6")
    @DisplayName("U6: a preview is the plan with its forecast per phase and region, and stores nothing")
    void aPreviewStoresNothing() {
        add(TestVm.in(subscription, "westeurope").zone("1"));
        add(TestVm.in(subscription, "westeurope").zone("2"));
        add(TestVm.in(subscription, "northeurope"));
        settle();
        long before = Database.count(STORED);

        JsonPath plan = preview(Map.of("policy", Map.of("canaryRegions", List.of("northeurope"))))
                .then()
                .statusCode(200)
                .body("vms", equalTo(3))
                .body("policy.bakeTime", equalTo("PT24H"))
                .body("forecast.holds", equalTo(true))
                .extract()
                .jsonPath();

        assertThat(Database.count(STORED)).isEqualTo(before);
        assertThat(plan.getList("phases.regions.region"))
                .containsExactly(List.of("northeurope"), List.of("westeurope"));
        assertThat(plan.getList("phases.vms.total")).containsExactly(1, 2);
        assertThat(plan.getList("phases[1].regions[0].steps.zone")).containsExactlyInAnyOrder("1", "2");
        assertThat(plan.getString("phases[1].regions[0].forecast.likelyEnd")).isNotNull();
        Instant likely = Instant.parse(plan.getString("forecast.likelyEnd"));
        assertThat(Duration.parse(plan.getString("forecast.margin")))
                .isEqualTo(Duration.between(likely, Instant.parse(plan.getString("deadline"))));
    }

    @Test
    @Rule("U6")
    @DisplayName("U6: a preview that misses its deadline names the lane to blame")
    void aPreviewNamesTheLaneToBlame() {
        add(TestVm.in(subscription, "westeurope"));
        settle();

        preview(Map.of("deadlineDays", 1, "name", "tight"))
                .then()
                .statusCode(200)
                .body("forecast.holds", equalTo(false))
                .body("forecast.toBlame.region", equalTo("westeurope"))
                .body("forecast.toBlame.why", notNullValue());
        given().contentType("application/json").post("/rollouts/preview").then().statusCode(200);
        get("/releases/tight").then().statusCode(404);
    }

    @Test
    @Rule("V1")
    @DisplayName("V1: a preview of nonsense is refused as its publication would be")
    void nonsenseIsRefused() {
        preview(Map.of("policy", Map.of("phases", 0, "maxSetShare", 0.5)))
                .then()
                .statusCode(400)
                .body("error.target", equalTo("policy"))
                .body("error.details.target", hasItem("policy.maxSetShare"));
    }

    private static Response preview(Map<String, ?> body) {
        return given().contentType("application/json").body(body).post("/rollouts/preview");
    }
}
