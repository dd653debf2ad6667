package dev.offpeak.features.api;

import static dev.offpeak.features.api.Calls.AUTO_PATCH;
import static dev.offpeak.features.api.Calls.FEATURES;
import static dev.offpeak.features.api.Calls.aSubscription;
import static dev.offpeak.features.api.Calls.get;
import static dev.offpeak.features.api.Calls.stateOf;
import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.offpeak.embedded.PlatformTestResource;
import dev.offpeak.features.ShortTimes;
import dev.offpeak.rules.Rule;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusIntegrationTest
@QuarkusTestResource(PlatformTestResource.class)
@QuarkusTestResource(ShortTimes.class)
@Rule({"F1", "F2"})
@DisplayName("F1, F2: feature registrations as resources")
class FeatureRegistrationsIT {
    private static final String OF_COMPUTE =
            FEATURES + "/featureProviders/Microsoft.Compute/subscriptionFeatureRegistrations";
    private static final String ONE = OF_COMPUTE + "/{f}";

    private final String subscription = aSubscription();

    @Test
    void putRegistersAndDeleteUnregisters() {
        get("2021-07-01", ONE, subscription, AUTO_PATCH)
                .statusCode(404)
                .body("error.code", equalTo("ResourceNotFound"));

        put("{\"properties\": {\"description\": \"a try\"}}")
                .statusCode(200)
                .body("name", equalTo(AUTO_PATCH))
                .body("type", equalTo("Microsoft.Features/featureProviders/subscriptionFeatureRegistrations"))
                .body("properties.state", equalTo("Registering"))
                .body("properties.providerNamespace", equalTo("Microsoft.Compute"))
                .body("properties.approvalType", equalTo("AutoApproval"))
                .body("properties.subscriptionId", equalTo(subscription));
        await().until(() -> stateOf(subscription, AUTO_PATCH), "Registered"::equals);
        put("").statusCode(200).body("properties.state", equalTo("Registered"));
        get("2021-07-01", ONE, subscription, AUTO_PATCH)
                .statusCode(200)
                .body("properties.state", equalTo("Registered"));

        delete(AUTO_PATCH).statusCode(200);
        delete(AUTO_PATCH).statusCode(204);
        await().until(() -> stateOf(subscription, AUTO_PATCH), "Unregistered"::equals);
    }

    @Test
    void areListedOnceTheyWereAskedFor() {
        get("2021-07-01", OF_COMPUTE, subscription).statusCode(200).body("value", hasSize(0));
        put("{}").statusCode(200);

        get("2021-07-01", OF_COMPUTE, subscription).statusCode(200).body("value.name", contains(AUTO_PATCH));
        get("2021-07-01", FEATURES + "/subscriptionFeatureRegistrations", subscription)
                .statusCode(200)
                .body("value.name", contains(AUTO_PATCH));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "5", "{\"properties\": []}", "{\"properties\": null}", "{"})
    void refuseBodiesThatAreNone(String body) {
        put(body).statusCode(400).body("error.code", equalTo("InvalidRequestContent"));

        get("2021-07-01", ONE, subscription, AUTO_PATCH).statusCode(404);
    }

    @Test
    void refuseWhatIsUnknown() {
        delete("NoSuchFeature").statusCode(404).body("error.code", equalTo("FeatureNotFound"));
        get("2021-07-01", FEATURES + "/featureProviders/No.Such/subscriptionFeatureRegistrations", subscription)
                .statusCode(404)
                .body("error.code", equalTo("InvalidResourceNamespace"));
        get("2015-12-01", FEATURES + "/subscriptionFeatureRegistrations", subscription)
                .statusCode(400)
                .body("error.code", equalTo("InvalidApiVersionParameter"));
    }

    private ValidatableResponse put(String body) {
        return given().contentType("application/json")
                .queryParam("api-version", "2021-07-01")
                .body(body)
                .put(ONE, subscription, AUTO_PATCH)
                .then();
    }

    private ValidatableResponse delete(String feature) {
        return given().queryParam("api-version", "2021-07-01")
                .delete(ONE, subscription, feature)
                .then();
    }
}
