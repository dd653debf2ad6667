package dev.offpeak.compute;

import static dev.offpeak.compute.Arm.LATER_VERSION;
import static dev.offpeak.compute.Arm.at;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.offpeak.rules.Rule;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@QuarkusIntegrationTest
@WithTestResource(value = ComputeTestResource.class, scope = TestResourceScope.GLOBAL)
class AvailabilitySetIT {
    private static final String SET = "{\"location\": \"westeurope\"}";

    @Test
    @Rule("V6")
    @DisplayName("V6: defaults are 2 and 5, the most are 3 and 20, and counts never change")
    void countsHaveDefaultsAndBounds() {
        String path = Arm.set(Arm.newGroup(), "as");
        at(LATER_VERSION)
                .body("{\"location\": \"westeurope\", \"properties\": {\"platformUpdateDomainCount\": 21}}")
                .put(path)
                .then()
                .statusCode(400)
                .body("error.code", equalTo("InvalidParameter"))
                .body("error.target", equalTo("platformUpdateDomainCount"));
        at(LATER_VERSION)
                .body("{\"location\": \"westeurope\", \"properties\": {\"platformFaultDomainCount\": 4}}")
                .put(path)
                .then()
                .statusCode(400);

        at(LATER_VERSION)
                .body("{\"location\": \"westeurope\", \"sku\": {\"name\": \"Aligned\"}}")
                .put(path)
                .then()
                .statusCode(200)
                .body("properties.platformFaultDomainCount", equalTo(2))
                .body("properties.platformUpdateDomainCount", equalTo(5))
                .body("sku.name", equalTo("Aligned"));
        at(LATER_VERSION)
                .body("{\"location\": \"westeurope\", \"properties\": {\"platformUpdateDomainCount\": 6}}")
                .put(path)
                .then()
                .statusCode(409)
                .body("error.code", equalTo("PropertyChangeNotAllowed"));
        at(LATER_VERSION)
                .body("{\"tags\": {\"a\": \"1\"}}")
                .patch(path)
                .then()
                .statusCode(200)
                .body("tags.a", equalTo("1"));
    }

    @Test
    @Rule("V6")
    @DisplayName("V6: VMs take their update domains in turn; a set with VMs can't go")
    void vmsJoinRoundRobin() {
        String group = Arm.newGroup();
        String set = Arm.set(group, "as");
        at(LATER_VERSION).body(SET).put(set).then().statusCode(200);
        for (int i = 0; i < 6; i++) {
            Arm.create(group, "vm" + i, inSet(set));
        }

        at(LATER_VERSION)
                .get(Arm.vm(group, "vm5") + "/instanceView")
                .then()
                .statusCode(200)
                .body("platformUpdateDomain", equalTo(0))
                .body("platformFaultDomain", equalTo(1));
        at(LATER_VERSION).get(set).then().statusCode(200).body("properties.virtualMachines", hasSize(6));
        at(LATER_VERSION).delete(set).then().statusCode(409).body("error.code", equalTo("OperationNotAllowed"));
        at(LATER_VERSION).get(Arm.vm(group, "vm0")).then().body("properties.availabilitySet.id", equalTo(set));
    }

    @Test
    @Rule("V4")
    @DisplayName("V4: a proximity placement group is kept by PUT and PATCH, and taken away by PATCH with null")
    void placementGroupIsKept() {
        String path = Arm.set(Arm.newGroup(), "as");
        at(LATER_VERSION)
                .body(
                        "{\"location\": \"westeurope\", \"properties\": {\"proximityPlacementGroup\": {\"id\": \"/ppg/One\"}}}")
                .put(path)
                .then()
                .statusCode(200)
                .body("properties.proximityPlacementGroup.id", equalTo("/ppg/One"));
        at(LATER_VERSION)
                .body("{\"location\": \"westeurope\", \"tags\": {\"a\": \"1\"}}")
                .put(path)
                .then()
                .statusCode(200)
                .body("properties.proximityPlacementGroup.id", equalTo("/ppg/One"));
        at(LATER_VERSION)
                .body("{\"properties\": {\"proximityPlacementGroup\": {\"id\": \"/ppg/Two\"}}}")
                .patch(path)
                .then()
                .statusCode(200)
                .body("properties.proximityPlacementGroup.id", equalTo("/ppg/Two"));
        at(LATER_VERSION)
                .body("{\"properties\": {\"proximityPlacementGroup\": \"Two\"}}")
                .patch(path)
                .then()
                .statusCode(400)
                .body("error.target", equalTo("properties.proximityPlacementGroup"));
        at(LATER_VERSION)
                .body("{\"properties\": {\"proximityPlacementGroup\": null}}")
                .patch(path)
                .then()
                .statusCode(200);
        at(LATER_VERSION).get(path).then().body("properties.proximityPlacementGroup", nullValue());
    }

    @Test
    @Rule("P9")
    @DisplayName("P9: a set shows the sizes that its VMs can have: all")
    void sizesAreShown() {
        String group = Arm.newGroup();
        String path = Arm.set(group, "as");
        at(LATER_VERSION).body(SET).put(path).then().statusCode(200);

        at(LATER_VERSION).get(path + "/vmSizes").then().statusCode(200).body("value.name", hasItem("Standard_DS1_v2"));
        at(LATER_VERSION)
                .get(Arm.set(group, "none") + "/vmSizes")
                .then()
                .statusCode(404)
                .body("error.code", equalTo("ResourceNotFound"));
    }

    @Test
    @Rule("V6")
    @DisplayName("V6: a VM is in a zone or a set, not both")
    void zoneAndSetExcludeEachOther() {
        String group = Arm.newGroup();
        String set = Arm.set(group, "as");
        at(LATER_VERSION).body(SET).put(set).then().statusCode(200);

        at(LATER_VERSION)
                .body(inSet(set).replace("\"location\"", "\"zones\": [\"1\"], \"location\""))
                .put(Arm.vm(group, "vm"))
                .then()
                .statusCode(400)
                .body("error.target", equalTo("zones"));
        at(LATER_VERSION)
                .body(inSet(Arm.set(group, "none")))
                .put(Arm.vm(group, "vm"))
                .then()
                .statusCode(404)
                .body("error.code", equalTo("ResourceNotFound"));
        at(LATER_VERSION)
                .body(inSet("/not/an/id"))
                .put(Arm.vm(group, "vm"))
                .then()
                .statusCode(400)
                .body("error.code", equalTo("InvalidParameter"));
    }

    @Test
    @Rule("V4")
    @DisplayName("V4: lists page with an absolute nextLink")
    void listsPage() {
        String group = Arm.newGroup();
        for (int i = 0; i < 3; i++) {
            at(LATER_VERSION).body(SET).put(Arm.set(group, "as" + i)).then().statusCode(200);
        }

        String next = at(LATER_VERSION)
                .queryParam("$top", 2)
                .get(group + "/providers/Microsoft.Compute/availabilitySets")
                .then()
                .statusCode(200)
                .body("value", hasSize(2))
                .body("nextLink", notNullValue())
                .extract()
                .path("nextLink");
        given().urlEncodingEnabled(false)
                .get(next)
                .then()
                .statusCode(200)
                .body("value", hasSize(1))
                .body("value[0].name", equalTo("as2"))
                .body("nextLink", nullValue());
    }

    @Test
    @Rule("V2")
    @DisplayName(
            "V2: a subscription's list has the sets of all its groups, in the order of their ids, and nobody else's")
    void setsOfASubscriptionAreListed() {
        String subscription = Arm.newSubscription();
        String one = Arm.set(Arm.newGroup(subscription), "as");
        String two = one.replace("/rg1/", "/rg2/");
        at(LATER_VERSION)
                .body(SET)
                .put("/subscriptions/" + subscription + "/resourceGroups/rg2")
                .then()
                .statusCode(201);
        at(LATER_VERSION).body(SET).put(Arm.set(Arm.newGroup(), "other")).then().statusCode(200);
        for (String set : List.of(two, one)) {
            at(LATER_VERSION).body(SET).put(set).then().statusCode(200);
        }

        at(LATER_VERSION)
                .get("/subscriptions/" + subscription + "/providers/Microsoft.Compute/availabilitySets")
                .then()
                .statusCode(200)
                .body("value.id", contains(one, two))
                .body("value[0].location", equalTo("westeurope"))
                .body("value[0].properties.platformUpdateDomainCount", equalTo(5))
                .body("nextLink", nullValue());
    }

    @Test
    @Rule("V1")
    @DisplayName("V1: a set that is empty goes; what is not there is refused by name, and its deletion is no error")
    void emptySetGoes() {
        String group = Arm.newGroup();
        String path = Arm.set(group, "as");
        at(LATER_VERSION).body(SET).put(path).then().statusCode(200);

        at(LATER_VERSION).delete(path).then().statusCode(200);

        at(LATER_VERSION)
                .get(path)
                .then()
                .statusCode(404)
                .body("error.code", equalTo("ResourceNotFound"))
                .body("error.message", containsString("Microsoft.Compute/availabilitySets/as"));
        at(LATER_VERSION).delete(path).then().statusCode(204);
        at(LATER_VERSION)
                .get(path.replace("/rg1/", "/none/"))
                .then()
                .statusCode(404)
                .body("error.code", equalTo("ResourceGroupNotFound"))
                .body("error.message", equalTo("Resource group 'none' could not be found."));
        at(LATER_VERSION)
                .body("{\"tags\":{}}")
                .patch(path.replace("/rg1/", "/none/"))
                .then()
                .statusCode(404)
                .body("error.code", equalTo("ResourceGroupNotFound"));
    }

    private static String inSet(String set) {
        return Arm.windowsVm("")
                .replace("\"properties\": {", "\"properties\": {\"availabilitySet\": {\"id\": \"" + set + "\"},");
    }
}
