package dev.offpeak.features.api;

import static dev.offpeak.features.api.Calls.AUTO_PATCH;
import static dev.offpeak.features.api.Calls.FEATURE;
import static dev.offpeak.features.api.Calls.aSubscription;
import static dev.offpeak.features.api.Calls.post;
import static dev.offpeak.features.api.Calls.register;
import static dev.offpeak.features.api.Calls.stateOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.offpeak.embedded.PlatformTestResource;
import dev.offpeak.features.ShortTimes;
import dev.offpeak.rules.Rule;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@QuarkusIntegrationTest
@QuarkusTestResource(value = PlatformTestResource.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(
        value = ShortTimes.class,
        initArgs = @ResourceArg(name = "approval", value = "true"),
        restrictToAnnotatedClass = true)
class ApprovalIT {
    @Test
    @Rule("F1")
    @DisplayName("F1: where approval is required a registration is Pending until an operator approves it")
    void waitsForApproval() {
        String subscription = aSubscription();

        register(subscription, AUTO_PATCH);
        assertThat(stateOf(subscription, AUTO_PATCH)).isEqualTo("Pending");
        post("2021-07-01", FEATURE + "/approve", subscription, AUTO_PATCH)
                .statusCode(200)
                .body("properties.state", equalTo("Registering"));

        await().until(() -> stateOf(subscription, AUTO_PATCH), "Registered"::equals);
    }

    @Test
    @Rule("F1")
    @DisplayName("F1: a pending registration can be taken back")
    void takesBackAPendingRegistration() {
        String subscription = aSubscription();

        register(subscription, AUTO_PATCH);
        post("2021-07-01", FEATURE + "/unregister", subscription, AUTO_PATCH)
                .statusCode(200)
                .body("properties.state", equalTo("Unregistered"));
    }
}
