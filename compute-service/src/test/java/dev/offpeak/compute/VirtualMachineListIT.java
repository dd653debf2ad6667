package dev.offpeak.compute;

import static dev.offpeak.compute.Arm.LATER_VERSION;
import static dev.offpeak.compute.Arm.SEED_VERSION;
import static dev.offpeak.compute.Arm.at;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.offpeak.rules.Rule;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Lists of VMs, and what is looked up before one is created. */
@QuarkusIntegrationTest
@WithTestResource(value = ComputeTestResource.class, scope = TestResourceScope.GLOBAL)
class VirtualMachineListIT {
    private static final String SCALE_SET =
            "/subscriptions/x/resourceGroups/y/providers/Microsoft.Compute/virtualMachineScaleSets/Flex";

    private String subscription;
    private String group;
    private String locations;
    private String all;

    @BeforeEach
    void newSubscription() {
        subscription = Arm.newSubscription();
        group = Arm.newGroup(subscription);
        locations = "/subscriptions/" + subscription + "/providers/Microsoft.Compute/locations/";
        all = "/subscriptions/" + subscription + "/providers/Microsoft.Compute/virtualMachines";
    }

    @Test
    @Rule({"V2", "V4"})
    @DisplayName("V2, V4: VMs of a location, whatever its casing and spaces, page by page")
    void listsByLocation() {
        for (int i = 0; i < 3; i++) {
            Arm.create(group, "vm" + i, Arm.windowsVm(""));
        }
        Arm.create(group, "vm9", Arm.windowsVm("").replace("West Europe", "northeurope"));

        String next = at(SEED_VERSION)
                .queryParam("$top", 2)
                .get(locations + "West Europe/virtualmachines")
                .then()
                .statusCode(200)
                .body("value.name", contains("vm0", "vm1"))
                .body("value[0].properties.instanceView", nullValue())
                .extract()
                .path("nextLink");
        given().urlEncodingEnabled(false)
                .get(next)
                .then()
                .statusCode(200)
                .body("value.name", contains("vm2"))
                .body("nextLink", nullValue());
        at(LATER_VERSION).get(locations + "northeurope/virtualMachines").then().body("value.name", contains("vm9"));
        at(LATER_VERSION)
                .get(locations + "southindia/virtualMachines")
                .then()
                .statusCode(200)
                .body("value", hasSize(0));
        at(LATER_VERSION)
                .get(locations + "atlantis/virtualMachines")
                .then()
                .statusCode(400)
                .body("error.target", equalTo("location"));
    }

    @Test
    @Rule("V4")
    @DisplayName("V4: statusOnly, and from 2023-03-01 $expand=instanceView, add the instance views")
    void listsWithInstanceViews() {
        Arm.create(group, "vm1", Arm.windowsVm(""));
        Arm.create(group, "vm2", Arm.windowsVm(""));

        at(SEED_VERSION)
                .queryParam("statusOnly", "true")
                .queryParam("$top", 1)
                .get(all)
                .then()
                .statusCode(200)
                .body("value.properties.instanceView.statuses", everyItem(notNullValue()))
                .body("nextLink", containsString("statusOnly=true"));
        at(SEED_VERSION)
                .queryParam("statusOnly", "false")
                .get(all)
                .then()
                .body("value", hasSize(2))
                .body("value[0].properties.instanceView", nullValue());
        for (String list : new String[] {all, group + "/providers/Microsoft.Compute/virtualMachines"}) {
            at("2023-03-01")
                    .queryParam("$expand", "instanceView")
                    .get(list)
                    .then()
                    .statusCode(200)
                    .body("value[1].properties.instanceView.statuses[0].code", equalTo("ProvisioningState/succeeded"));
            at("2022-11-01")
                    .queryParam("$expand", "instanceView")
                    .get(list)
                    .then()
                    .statusCode(400)
                    .body("error.message", containsString("2023-03-01"));
            at(LATER_VERSION).queryParam("$expand", "all").get(list).then().statusCode(400);
        }
        at(LATER_VERSION)
                .queryParam("statusOnly", "maybe")
                .get(all)
                .then()
                .statusCode(400)
                .body("error.target", equalTo("statusOnly"));
    }

    @Test
    @Rule("V4")
    @DisplayName("V4: $filter knows the members of a scale set, and refuses anything else")
    void listsMembersOfAScaleSet() {
        Arm.create(group, "vm1", Arm.windowsVm(""));
        Arm.create(
                group,
                "vm2",
                Arm.windowsVm("")
                        .replace(
                                "\"properties\": {",
                                "\"properties\": {\"virtualMachineScaleSet\": {\"id\": \"" + SCALE_SET + "\"},"));

        at(LATER_VERSION)
                .queryParam("$filter", "'virtualMachineScaleSet/id' eq '" + SCALE_SET.toLowerCase(Locale.ROOT) + "'")
                .get(all)
                .then()
                .statusCode(200)
                .body("value.name", contains("vm2"));
        at(LATER_VERSION)
                .queryParam("$filter", "name eq 'vm1'")
                .get(all)
                .then()
                .statusCode(400)
                .body("error.target", equalTo("$filter"));
    }

    @Test
    @Rule("P9")
    @DisplayName("P9: a VM shows the sizes it can have: all")
    void sizesOfAVm() {
        String vm = Arm.create(group, "vm1", Arm.windowsVm(""));

        at(LATER_VERSION).get(vm + "/vmSizes").then().statusCode(200).body("value.name", hasItem("Standard_DS1_v2"));
        at(LATER_VERSION)
                .get(vm + "none/vmSizes")
                .then()
                .statusCode(404)
                .body("error.code", equalTo("ResourceNotFound"));
    }

    @Test
    @Rule("P7")
    @DisplayName("P7: publishers, offers and skus of the supported images, as bare arrays")
    void imagesAreLookedUp() {
        String publishers = locations + "westeurope/publishers";
        at(SEED_VERSION)
                .get(publishers)
                .then()
                .statusCode(200)
                .body("name", hasItem("MicrosoftWindowsServer"))
                .body("id", everyItem(containsString("/locations/westeurope/publishers/")));
        String offers = publishers + "/microsoftwindowsserver/artifacttypes/vmimage/offers";
        at(SEED_VERSION).get(offers).then().statusCode(200).body("name", hasItem("WindowsServer"));
        at(SEED_VERSION)
                .get(offers + "/WindowsServer/skus")
                .then()
                .statusCode(200)
                .body("name", hasItem("2019-Datacenter"));

        at(SEED_VERSION)
                .get(publishers + "/nobody/artifacttypes/vmimage/offers")
                .then()
                .statusCode(404)
                .body("error.message", containsString("publishers"));
        at(SEED_VERSION).get(offers + "/none/skus").then().statusCode(404);
        at(SEED_VERSION).get(locations + "atlantis/publishers").then().statusCode(400);
    }
}
