package dev.offpeak.features.api;

import static dev.offpeak.features.api.Calls.AUTO_PATCH;
import static dev.offpeak.features.api.Calls.aSubscription;
import static dev.offpeak.features.api.Calls.get;
import static dev.offpeak.features.api.Calls.register;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.offpeak.embedded.PlatformTestResource;
import dev.offpeak.features.ShortTimes;
import dev.offpeak.rules.Rule;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.path.json.JsonPath;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusIntegrationTest
@QuarkusTestResource(PlatformTestResource.class)
@QuarkusTestResource(ShortTimes.class)
class SubscriptionsIT {
    private static final String FIRST = "00000000-0000-0000-0000-000000000001";

    @ParameterizedTest
    @ValueSource(strings = {"2016-06-01", "2019-11-01", "2022-12-01"})
    void listsTheFirstSubscriptionFromTheStart(String version) {
        get(version, "/subscriptions")
                .statusCode(200)
                .body("value.subscriptionId", hasItem(FIRST))
                .body("value.find { it.subscriptionId == '" + FIRST + "' }.state", equalTo("Enabled"))
                .body("value.find { it.subscriptionId == '" + FIRST + "' }.tenantId", notNullValue());
    }

    @Test
    void listsThoseThatWereUsed() {
        String subscription = aSubscription();

        register(subscription, AUTO_PATCH);

        get("2022-12-01", "/subscriptions").body("value.subscriptionId", hasItem(subscription));
    }

    @Test
    @Rule("V4")
    @DisplayName("V4: pages follow nextLink, which is absolute and under the name that the caller used")
    void pages() {
        register(aSubscription(), AUTO_PATCH);
        register(aSubscription(), AUTO_PATCH);
        List<String> all = get("2022-12-01", "/subscriptions").extract().path("value.subscriptionId");

        List<String> seen = new ArrayList<>();
        String link = "/subscriptions?api-version=2022-12-01&%24top=1";
        while (link != null) {
            JsonPath page = given().urlEncodingEnabled(false)
                    .header("X-Forwarded-Proto", "https")
                    .header("X-Forwarded-Host", "arm.example")
                    .header("X-Forwarded-Port", "8443")
                    .get(link)
                    .then()
                    .statusCode(200)
                    .body("value", hasSize(1))
                    .extract()
                    .jsonPath();
            seen.add(page.getString("value[0].subscriptionId"));
            String next = page.getString("nextLink");
            if (next != null) {
                assertThat(next)
                        .startsWith("https://arm.example:8443/subscriptions?")
                        .contains("api-version=2022-12-01");
                next = next.substring("https://arm.example:8443".length());
            }
            link = next;
        }

        assertThat(seen).isEqualTo(all);
    }

    @ParameterizedTest
    @ValueSource(strings = {"$top=0", "$top=x", "$skiptoken=***"})
    void refusesPagesThatCannotBe(String parameter) {
        String[] parts = parameter.split("=");
        given().queryParam("api-version", "2022-12-01")
                .queryParam(parts[0], parts[1])
                .get("/subscriptions")
                .then()
                .statusCode(400)
                .body("error.code", equalTo("InvalidParameter"))
                .body("error.target", equalTo(parts[0]));
    }

    @Test
    void showsEverySubscriptionOfAWellFormedId() {
        String subscription = aSubscription();

        get("2022-12-01", "/subscriptions/{s}", subscription)
                .statusCode(200)
                .body("subscriptionId", equalTo(subscription))
                .body("id", equalTo("/subscriptions/" + subscription));
        get("2022-12-01", "/subscriptions/{s}", "not-a-guid")
                .statusCode(400)
                .body("error.code", equalTo("InvalidSubscriptionId"));
    }

    @Test
    @Rule("O2")
    @DisplayName("O2: locations show what they are paired with")
    void listsLocations() {
        get("2022-12-01", "/subscriptions/{s}/locations", aSubscription())
                .statusCode(200)
                .body("value.name", hasItem("westeurope"))
                .body("value.find { it.name == 'westeurope' }.displayName", equalTo("West Europe"))
                .body("value.find { it.name == 'westeurope' }.metadata.pairedRegion.name", hasItem("northeurope"))
                .body("value.find { it.name == 'westeurope' }.availabilityZoneMappings", hasSize(3));
    }

    @Test
    void listsTheTenant() {
        get("2022-12-01", "/tenants")
                .statusCode(200)
                .body("value", hasSize(1))
                .body("value[0].tenantId", notNullValue())
                .body("nextLink", nullValue());
    }
}
