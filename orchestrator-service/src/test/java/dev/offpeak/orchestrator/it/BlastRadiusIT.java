package dev.offpeak.orchestrator.it;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import dev.offpeak.contracts.PatchMode;
import dev.offpeak.rules.Rule;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.path.json.JsonPath;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@QuarkusIntegrationTest
@QuarkusTestResource(OrchestratorTestResource.class)
class BlastRadiusIT extends OverAFleet {
    @Test
    @Rule({"O5", "O6"})
    @DisplayName(
            "O5, O6: what is in flight right now is shown as shares of sets, zones, regions and subscriptions, the largest first")
    void sharesInFlightAreShown() {
        String large = "/sets/large-" + UUID.randomUUID();
        String small = "/sets/small-" + UUID.randomUUID();
        List<TestVm> ordered = List.of(
                add(TestVm.in(subscription, "westeurope").set(large, 0, 4)),
                add(TestVm.in(subscription, "westeurope").set(small, 0, 2)));
        IntStream.range(1, 4)
                .forEach(domain -> add(TestVm.in(subscription, "westeurope")
                        .set(large, domain, 4)
                        .mode(PatchMode.MANUAL)));
        add(TestVm.in(subscription, "westeurope").set(small, 1, 2).mode(PatchMode.MANUAL));
        settle();
        ordered.forEach(vm -> guests.behave(vm, Guests.Manner.SILENT));

        publish(Map.of(), Map.of());
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(blastRadius().getInt("inFlight"))
                .isEqualTo(2));

        JsonPath whole = blastRadius();
        assertThat(whole.getString("availabilitySet.id")).isEqualTo(small);
        assertThat(whole.getString("availabilitySet.name")).isEqualTo(small.substring(6));
        assertThat(whole.getFloat("availabilitySet.share")).isEqualTo(0.5f);
        assertThat(whole.getString("zone.id")).isEqualTo("westeurope/-");
        assertThat(whole.getString("region.id")).isEqualTo("westeurope");
        assertThat(whole.getInt("subscription.inFlight")).isEqualTo(2);
        assertThat(whole.getInt("subscription.vms")).isEqualTo(6);
        String next = get("/platform/blast-radius/availabilitySets?$top=1")
                .then()
                .statusCode(200)
                .body("value.id", equalTo(List.of(small)))
                .extract()
                .path("nextLink");
        get(next)
                .then()
                .statusCode(200)
                .body("value.id", equalTo(List.of(large)))
                .body("value[0].share", equalTo(0.25f))
                .body("value[0].rank", equalTo(2))
                .body("value[0].name", startsWith("large"));
        for (String scope : new String[] {"zones", "regions", "subscriptions"}) {
            get("/platform/blast-radius/" + scope).then().statusCode(200).body("value.size()", equalTo(1));
        }
    }

    @Test
    @Rule("V1")
    @DisplayName("V1: what nothing is counted by, and a page that is none, are refused")
    void nonsenseIsRefused() {
        settle();
        get("/platform/blast-radius/planets")
                .then()
                .statusCode(404)
                .body("error.message", containsString("availabilitySets"));
        get("/platform/blast-radius/zones?$skiptoken=eA").then().statusCode(400);
        given().accept("text/csv").get("/platform/blast-radius").then().statusCode(406);
    }

    private static JsonPath blastRadius() {
        return get("/platform/blast-radius").then().statusCode(200).extract().jsonPath();
    }
}
