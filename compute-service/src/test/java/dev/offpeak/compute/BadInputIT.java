package dev.offpeak.compute;

import static dev.offpeak.compute.Arm.LATER_VERSION;
import static dev.offpeak.compute.Arm.at;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.emptyOrNullString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import dev.offpeak.rules.Rule;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.http.ContentType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** V1, V4: whatever comes in, an ARM error goes out that says what to do, and never a 500. */
@Rule({"V1", "V4"})
@QuarkusIntegrationTest
@WithTestResource(value = ComputeTestResource.class, scope = TestResourceScope.GLOBAL)
class BadInputIT {
    private String vm;

    @BeforeEach
    void makeGroup() {
        vm = Arm.vm(Arm.newGroup(), "vm1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"location\": 5}",
                "{\"location\": \"atlantis\"}",
                "{\"location\": \"westeurope\", \"zones\": \"1\"}",
                "{\"location\": \"westeurope\", \"zones\": [1]}",
                "{\"location\": \"westeurope\", \"zones\": [\"9\"]}",
                "{\"location\": \"westeurope\", \"tags\": []}",
                "{\"location\": \"westeurope\", \"tags\": {\"a\": {}}}",
                "{\"location\": \"westeurope\", \"properties\": []}",
                "{\"location\": \"westeurope\", \"properties\": {\"osProfile\": \"x\"}}",
                "{\"location\": \"westeurope\", \"properties\": {\"osProfile\": {\"windowsConfiguration\": {\"enableAutomaticUpdates\": \"true\"}}}}",
                "{\"location\": \"westeurope\", \"properties\": {\"osProfile\": {\"windowsConfiguration\": {\"patchSettings\": {\"patchMode\": 1}}}}}",
                "{\"location\": \"westeurope\", \"properties\": {\"osProfile\": {\"windowsConfiguration\": {\"patchSettings\": []}}}}",
                "{\"location\": \"westeurope\", \"properties\": {\"osProfile\": {\"windowsConfiguration\": {\"timeZone\": \"Nowhere\"}}}}",
                "{\"location\": \"westeurope\", \"properties\": {\"osProfile\": {\"windowsConfiguration\": {}, \"linuxConfiguration\": {}}}}",
                "{\"location\": \"westeurope\", \"properties\": {\"storageProfile\": {\"osDisk\": {\"osType\": \"Minix\"}}}}",
                "{\"location\": \"westeurope\", \"properties\": {\"storageProfile\": {\"imageReference\": []}}}",
                "[]",
                "null",
                "5",
                "{",
                "{\"location\": \"westeurope\"} trailing",
                ""
            })
    void bodyThatCanNotBeIsRefused(String body) {
        at(LATER_VERSION)
                .body(body)
                .put(vm)
                .then()
                .statusCode(400)
                .header("x-ms-request-id", notNullValue())
                .body("error.code", not(emptyOrNullString()))
                .body("error.message", not(emptyOrNullString()));
        at(LATER_VERSION).get(vm).then().statusCode(404);
    }

    @Test
    void apiVersionIsRequiredAndChecked() {
        given().get(vm).then().statusCode(400).body("error.code", equalTo("MissingApiVersionParameter"));
        for (String version : new String[] {"2019-12-01", "latest", "2020-13-45"}) {
            at(version).get(vm).then().statusCode(400).body("error.code", equalTo("InvalidApiVersionParameter"));
        }
        at("2026-04-01-preview").get(vm).then().statusCode(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bad name",
                "-vm",
                "vm.",
                "a%00b",
                "Ünïcode",
                "12345678901234567890123456789012345678901234567890123456789012345"
            })
    void nameThatCanNotBeIsRefused(String name) {
        at(LATER_VERSION)
                .body(Arm.windowsVm(""))
                .put(vm.substring(0, vm.lastIndexOf('/') + 1) + "{name}", name)
                .then()
                .statusCode(400)
                .body("error.code", notNullValue());
    }

    @Test
    void subscriptionAndGroupAreChecked() {
        at(LATER_VERSION)
                .get("/subscriptions/nobody/resourceGroups")
                .then()
                .statusCode(400)
                .body("error.code", equalTo("InvalidSubscriptionId"));
        at(LATER_VERSION)
                .body(Arm.windowsVm(""))
                .put(Arm.vm("/subscriptions/" + Arm.newSubscription() + "/resourceGroups/none", "vm1"))
                .then()
                .statusCode(404)
                .body("error.code", equalTo("ResourceGroupNotFound"));
    }

    @Test
    void otherMediaTypesAndMethodsAreRefused() {
        given().contentType(ContentType.XML)
                .queryParam("api-version", LATER_VERSION)
                .body("<vm/>")
                .put(vm)
                .then()
                .statusCode(415)
                .body("error.code", notNullValue());
        at(LATER_VERSION).body("{}").post(vm).then().statusCode(405).body("error.code", notNullValue());
    }
}
