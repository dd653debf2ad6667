package dev.offpeak.features.api;

import static io.restassured.RestAssured.given;

import dev.offpeak.embedded.BrokerClient;
import dev.offpeak.embedded.TestServers;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** How the contract tests speak to the service. */
final class Calls {
    static final String AUTO_PATCH = "InGuestAutoPatchVMPreview";
    static final String FEATURES = "/subscriptions/{s}/providers/Microsoft.Features";
    static final String FEATURE = FEATURES + "/providers/Microsoft.Compute/features/{f}";

    private Calls() {}

    static String aSubscription() {
        return UUID.randomUUID().toString();
    }

    static ValidatableResponse get(String version, String path, Object... parameters) {
        return given().queryParam("api-version", version).get(path, parameters).then();
    }

    static ValidatableResponse post(String version, String path, Object... parameters) {
        return given().queryParam("api-version", version).post(path, parameters).then();
    }

    static String stateOf(String subscription, String feature) {
        return get("2021-07-01", FEATURE, subscription, feature)
                .statusCode(200)
                .extract()
                .path("properties.state");
    }

    static void register(String subscription, String feature) {
        post("2021-07-01", FEATURE + "/register", subscription, feature).statusCode(200);
    }

    /** The next event about that subscription that others would get; events about others are passed over. */
    static Optional<JsonPath> nextEvent(String subscription) {
        try (BrokerClient client = TestServers.client()) {
            return client.receive(
                            "features.events.compute",
                            body -> subscription.equals(new JsonPath(body).getString("subject")),
                            Duration.ofSeconds(60))
                    .map(JsonPath::new);
        }
    }

    /** What compute or assessment would answer. */
    static void takeOver(String address, String type, String subscription, long propagation) {
        String id = UUID.randomUUID().toString();
        String body =
                """
                {"specversion":"1.0","id":"%s","source":"/offpeak/test","type":"dev.offpeak.%s","subject":"%s",
                 "time":"2026-11-01T00:00:00Z","datacontenttype":"application/json",
                 "data":{"subscriptionId":"%s","namespace":"Microsoft.Compute","propagation":%d}}"""
                        .formatted(id, type, subscription, subscription, propagation);
        try (BrokerClient client = TestServers.client()) {
            client.send(address, id, body, Map.of());
        }
    }
}
