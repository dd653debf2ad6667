package dev.offpeak.features.api;

import static dev.offpeak.features.api.Calls.AUTO_PATCH;
import static dev.offpeak.features.api.Calls.aSubscription;
import static dev.offpeak.features.api.Calls.get;
import static dev.offpeak.features.api.Calls.nextEvent;
import static dev.offpeak.features.api.Calls.post;
import static dev.offpeak.features.api.Calls.register;
import static dev.offpeak.features.api.Calls.stateOf;
import static dev.offpeak.features.api.Calls.takeOver;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;

import dev.offpeak.embedded.PlatformTestResource;
import dev.offpeak.features.ShortTimes;
import dev.offpeak.rules.Rule;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.path.json.JsonPath;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@QuarkusIntegrationTest
@QuarkusTestResource(PlatformTestResource.class)
@QuarkusTestResource(ShortTimes.class)
class ProvidersIT {
    private static final String PROVIDERS = "/subscriptions/{s}/providers";
    private static final String COMPUTE = PROVIDERS + "/Microsoft.Compute";

    @Test
    @Rule("F4")
    @DisplayName("F4: registered only once compute and assessment have both taken over the latest propagation")
    void isRegisteredOnceBothHaveTakenOver() {
        String subscription = aSubscription();
        register(subscription, AUTO_PATCH);
        await().until(() -> stateOf(subscription, AUTO_PATCH), "Registered"::equals);

        post("2020-06-01", COMPUTE + "/register", subscription)
                .statusCode(200)
                .body("registrationState", equalTo("Registering"));
        JsonPath event = nextPropagation(subscription);
        assertThat(event.getString("data.namespace")).isEqualTo("Microsoft.Compute");
        assertThat(event.getLong("data.propagation")).isEqualTo(1);
        assertThat(event.getString("data.features." + AUTO_PATCH)).isEqualTo("Registered");

        takeOver("compute.events", "FeaturesTakenOver", subscription, 1);
        takeOver("compute.events", "FeaturesTakenOver", subscription, 1);
        takeOver("assessment.events", "FeaturesTakenOverByAssessment", subscription, 0);
        assertThat(stateOfCompute(subscription)).isEqualTo("Registering");
        takeOver("assessment.events", "FeaturesTakenOverByAssessment", subscription, 1);

        await().until(() -> stateOfCompute(subscription), "Registered"::equals);
    }

    @Test
    @Rule("F4")
    @DisplayName("F4: every POST propagates, also when the provider is registered already")
    void propagatesAgain() {
        String subscription = aSubscription();
        post("2020-06-01", COMPUTE + "/register", subscription).statusCode(200);
        answer(subscription, 1);
        await().until(() -> stateOfCompute(subscription), "Registered"::equals);

        post("2020-06-01", COMPUTE + "/register", subscription)
                .statusCode(200)
                .body("registrationState", equalTo("Registering"));
        assertThat(nextPropagation(subscription).getLong("data.propagation")).isEqualTo(1);
        assertThat(nextPropagation(subscription).getLong("data.propagation")).isEqualTo(2);

        answer(subscription, 2);
        await().until(() -> stateOfCompute(subscription), "Registered"::equals);
    }

    @Test
    @Rule("F5")
    @DisplayName("F5: unregistering the provider takes its features out of effect")
    void unregistersAProvider() {
        String subscription = aSubscription();
        register(subscription, AUTO_PATCH);
        post("2020-06-01", COMPUTE + "/register", subscription).statusCode(200);
        answer(subscription, 1);
        await().until(() -> stateOfCompute(subscription), "Registered"::equals);

        post("2020-06-01", COMPUTE + "/unregister", subscription)
                .statusCode(200)
                .body("registrationState", equalTo("Unregistering"));
        nextPropagation(subscription);
        assertThat(nextPropagation(subscription).getString("data.features." + AUTO_PATCH))
                .isEqualTo("Unregistered");
        answer(subscription, 2);

        await().until(() -> stateOfCompute(subscription), "Unregistered"::equals);
    }

    @Test
    @Rule("F4")
    @DisplayName("F4: a provider without features is registered at once")
    void registersOthersAtOnce() {
        String subscription = aSubscription();
        get("2024-11-01", PROVIDERS + "/Microsoft.Network", subscription)
                .statusCode(200)
                .body("registrationState", equalTo("NotRegistered"));

        post("2024-11-01", PROVIDERS + "/microsoft.network/register", subscription)
                .statusCode(200)
                .body("namespace", equalTo("Microsoft.Network"))
                .body("registrationState", equalTo("Registered"));
        post("2024-11-01", PROVIDERS + "/Microsoft.Network/unregister", subscription)
                .statusCode(200)
                .body("registrationState", equalTo("Unregistered"));
    }

    @Test
    @Rule("F4")
    @DisplayName("F4: a provider shows its resource types, their api-versions and locations")
    void showsResourceTypes() {
        String subscription = aSubscription();

        get("2024-11-01", COMPUTE, subscription)
                .statusCode(200)
                .body("id", equalTo("/subscriptions/" + subscription + "/providers/Microsoft.Compute"))
                .body("registrationPolicy", equalTo("RegistrationRequired"))
                .body("resourceTypes.resourceType", hasItems("virtualMachines", "availabilitySets", "locations"))
                .body("resourceTypes.find { it.resourceType == 'virtualMachines' }.apiVersions", hasItem("2020-06-01"))
                .body("resourceTypes.find { it.resourceType == 'virtualMachines' }.locations", hasItem("West Europe"));
        get("2024-11-01", PROVIDERS, subscription)
                .statusCode(200)
                .body("value.namespace", hasItems("Microsoft.Compute", "Microsoft.Features", "Microsoft.Network"))
                .body("value.size()", greaterThan(2));
    }

    @Test
    void refusesUnknownNamespaces() {
        get("2024-11-01", PROVIDERS + "/No.Such", aSubscription())
                .statusCode(404)
                .body("error.code", equalTo("InvalidResourceNamespace"))
                .body("error.message", containsString("Microsoft.Compute"));
        post("2024-11-01", PROVIDERS + "/No.Such/register", aSubscription()).statusCode(404);
        post("2024-11-01", PROVIDERS + "/No.Such/unregister", aSubscription()).statusCode(404);
    }

    @Test
    void refusesToUnregisterWhatEverySubscriptionHas() {
        post("2024-11-01", PROVIDERS + "/Microsoft.Resources/unregister", aSubscription())
                .statusCode(409)
                .body("error.code", equalTo("OperationNotAllowed"));
    }

    private static void answer(String subscription, long propagation) {
        takeOver("compute.events", "FeaturesTakenOver", subscription, propagation);
        takeOver("assessment.events", "FeaturesTakenOverByAssessment", subscription, propagation);
    }

    private static JsonPath nextPropagation(String subscription) {
        while (true) {
            JsonPath event = nextEvent(subscription).orElseThrow();
            if (event.getString("type").equals("dev.offpeak.ProviderRegistered")) {
                return event;
            }
        }
    }

    private static String stateOfCompute(String subscription) {
        return get("2024-11-01", COMPUTE, subscription)
                .statusCode(200)
                .extract()
                .path("registrationState");
    }
}
