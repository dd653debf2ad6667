package dev.offpeak.compute;

import static dev.offpeak.compute.Arm.LATER_VERSION;
import static dev.offpeak.compute.Arm.at;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.offpeak.rules.Rule;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What operations without a body refuse. */
@QuarkusIntegrationTest
@WithTestResource(value = ComputeTestResource.class, scope = TestResourceScope.GLOBAL)
class RefusalsIT {
    private String subscription;
    private String group;

    @BeforeEach
    void makeGroup() {
        subscription = Arm.newSubscription();
        group = Arm.newGroup(subscription);
    }

    @ParameterizedTest
    @Rule("V3")
    @DisplayName("V3: lists need an api-version that is one, and name it in what they say")
    @ValueSource(
            strings = {
                "/resourceGroups",
                "/resources",
                "/resourceGroups/rg1/resources",
                "/providers/Microsoft.Compute/availabilitySets",
                "/providers/Microsoft.Compute/virtualMachines",
                "/providers/Microsoft.Compute/locations/westeurope/virtualMachines",
                "/resourceGroups/rg1/providers/Microsoft.Compute/availabilitySets",
                "/resourceGroups/rg1/providers/Microsoft.Compute/virtualMachines"
            })
    void listsNeedAnApiVersion(String list) {
        at("2010-01-01")
                .get("/subscriptions/" + subscription + list)
                .then()
                .statusCode(400)
                .body("error.code", equalTo("InvalidApiVersionParameter"))
                .body("error.message", containsString("2010-01-01"));
    }

    @ParameterizedTest
    @Rule("V1")
    @DisplayName("V1: nothing is done to a VM that is not there")
    @ValueSource(strings = {"start", "powerOff", "deallocate", "restart"})
    void actionsNeedAVm(String action) {
        at(LATER_VERSION)
                .post(Arm.vm(group, "none") + "/" + action)
                .then()
                .statusCode(404)
                .body("error.code", equalTo("ResourceNotFound"))
                .body("error.message", containsString("none"));
    }

    @Test
    @Rule("V1")
    @DisplayName("V1: nothing is told of a VM that is not there")
    void instanceViewNeedsAVm() {
        at(LATER_VERSION)
                .get(Arm.vm(group, "none") + "/instanceView")
                .then()
                .statusCode(404)
                .body("error.code", equalTo("ResourceNotFound"))
                .body("error.message", containsString("none"));
    }
}
