package dev.offpeak.features.api;

import static dev.offpeak.features.api.Calls.AUTO_PATCH;
import static dev.offpeak.features.api.Calls.FEATURE;
import static dev.offpeak.features.api.Calls.FEATURES;
import static dev.offpeak.features.api.Calls.aSubscription;
import static dev.offpeak.features.api.Calls.get;
import static dev.offpeak.features.api.Calls.nextEvent;
import static dev.offpeak.features.api.Calls.post;
import static dev.offpeak.features.api.Calls.register;
import static dev.offpeak.features.api.Calls.stateOf;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.offpeak.embedded.PlatformTestResource;
import dev.offpeak.features.ShortTimes;
import dev.offpeak.rules.Rule;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import java.util.Locale;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusIntegrationTest
@QuarkusTestResource(PlatformTestResource.class)
@QuarkusTestResource(ShortTimes.class)
class FeaturesIT {
    @ParameterizedTest
    @ValueSource(strings = {"2015-12-01", "2021-07-01"})
    @Rule({"F1", "F2"})
    @DisplayName("F1, F2: a registration is Registering, and Registered when its time has come")
    void registersAFeature(String version) {
        String subscription = aSubscription();
        get(version, FEATURE, subscription, AUTO_PATCH)
                .statusCode(200)
                .body("properties.state", equalTo("NotRegistered"));

        post(version, FEATURE + "/register", subscription, AUTO_PATCH)
                .statusCode(200)
                .body(
                        "id",
                        equalTo("/subscriptions/" + subscription
                                + "/providers/Microsoft.Features/providers/Microsoft.Compute/features/" + AUTO_PATCH))
                .body("name", equalTo("Microsoft.Compute/" + AUTO_PATCH))
                .body("type", equalTo("Microsoft.Features/providers/features"))
                .body("properties.state", equalTo("Registering"));

        await().until(() -> stateOf(subscription, AUTO_PATCH), "Registered"::equals);
    }

    @Test
    @Rule("F2")
    @DisplayName("F2: every move is told once, and registering again changes nothing")
    void tellsEveryMoveOnce() {
        String subscription = aSubscription();

        register(subscription, AUTO_PATCH);
        register(subscription, AUTO_PATCH);
        await().until(() -> stateOf(subscription, AUTO_PATCH), "Registered"::equals);
        register(subscription, AUTO_PATCH);

        assertMoved(subscription, 1, "Registering");
        assertMoved(subscription, 2, "Registered");
        post("2021-07-01", FEATURE + "/unregister", subscription, AUTO_PATCH)
                .statusCode(200)
                .body("properties.state", equalTo("Unregistering"));
        assertMoved(subscription, 3, "Unregistering");
        assertMoved(subscription, 4, "Unregistered");
        assertThat(stateOf(subscription, AUTO_PATCH)).isEqualTo("Unregistered");
    }

    /** Order on the wire is not promised, but these are seconds apart. */
    private static void assertMoved(String subscription, int version, String state) {
        var event = nextEvent(subscription).orElseThrow();
        assertThat(event.getString("type")).isEqualTo("dev.offpeak.FeatureStateChanged");
        assertThat(event.getString("data.feature")).isEqualTo(AUTO_PATCH);
        assertThat(event.getString("data.state")).isEqualTo(state);
        assertThat(event.getInt("data.version")).isEqualTo(version);
    }

    @Test
    @Rule("F2")
    @DisplayName("F2: features are listed per subscription and per namespace")
    void listsFeatures() {
        String subscription = aSubscription();
        register(subscription, AUTO_PATCH);

        get("2021-07-01", FEATURES + "/features", subscription)
                .statusCode(200)
                .body(
                        "value.name",
                        contains("Microsoft.Compute/" + AUTO_PATCH, "Microsoft.Compute/InGuestPatchVMPreview"))
                .body("value.properties.state", contains("Registering", "NotRegistered"));
        get("2015-12-01", FEATURES + "/providers/Microsoft.Compute/features", subscription)
                .statusCode(200)
                .body("value", hasSize(2));
        get("2015-12-01", FEATURES + "/providers/Microsoft.Network/features", subscription)
                .statusCode(200)
                .body("value", hasSize(0));
    }

    @Test
    @Rule("F2")
    @DisplayName("F2: unregistering what was never registered changes nothing")
    void unregistersNothing() {
        post("2021-07-01", FEATURE + "/unregister", aSubscription(), AUTO_PATCH)
                .statusCode(200)
                .body("properties.state", equalTo("NotRegistered"));
    }

    @Test
    @Rule("V2")
    @DisplayName("V2: subscription, namespace and feature compare in any casing")
    void comparesInAnyCasing() {
        String subscription = aSubscription();

        given().urlEncodingEnabled(false)
                .post("/Subscriptions/" + subscription.toUpperCase(Locale.ROOT)
                        + "/Providers/microsoft.features//providers/MICROSOFT.COMPUTE/Features/"
                        + AUTO_PATCH.toLowerCase(Locale.ROOT) + "/Register?API-Version=2021-07-01")
                .then()
                .statusCode(200)
                .body("name", equalTo("Microsoft.Compute/" + AUTO_PATCH));

        assertThat(stateOf(subscription, AUTO_PATCH)).isIn("Registering", "Registered");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/register", "/unregister", "/approve"})
    @Rule("F3")
    @DisplayName("F3: an unknown feature is a 404 that names those there are")
    void refusesUnknownFeatures(String operation) {
        String path = FEATURE + operation;

        (operation.isEmpty()
                        ? get("2021-07-01", path, aSubscription(), "NoSuchFeature")
                        : post("2021-07-01", path, aSubscription(), "NoSuchFeature"))
                .statusCode(404)
                .body("error.code", equalTo("FeatureNotFound"))
                .body("error.message", containsString(AUTO_PATCH));
    }

    @Test
    void refusesUnknownNamespaces() {
        get("2021-07-01", FEATURES + "/providers/No.Such/features", aSubscription())
                .statusCode(404)
                .body("error.code", equalTo("InvalidResourceNamespace"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2020-06-01", "2021-07-01-preview", "latest", "2021-13-01"})
    @Rule("V1")
    @DisplayName("V1: other api-versions are refused, with those there are")
    void refusesOtherApiVersions(String version) {
        post(version, FEATURE + "/register", aSubscription(), AUTO_PATCH)
                .statusCode(400)
                .body("error.code", equalTo("InvalidApiVersionParameter"))
                .body("error.message", containsString("'2021-07-01, 2015-12-01'"));
    }

    @Test
    @Rule("F1")
    @DisplayName("F1: there is nothing to approve before someone registers")
    void refusesToApproveWhatNobodyAskedFor() {
        post("2021-07-01", FEATURE + "/approve", aSubscription(), AUTO_PATCH)
                .statusCode(409)
                .body("error.code", equalTo("OperationNotAllowed"))
                .body("error.message", containsString("NotRegistered"));
    }
}
