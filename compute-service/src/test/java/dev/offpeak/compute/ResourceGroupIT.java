package dev.offpeak.compute;

import static dev.offpeak.compute.Arm.LATER_VERSION;
import static dev.offpeak.compute.Arm.SEED_VERSION;
import static dev.offpeak.compute.Arm.at;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.offpeak.rules.Rule;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@QuarkusIntegrationTest
@WithTestResource(value = ComputeTestResource.class, scope = TestResourceScope.GLOBAL)
class ResourceGroupIT {
    @Test
    void groupsAreListedByTag() {
        String groups = "/subscriptions/" + Arm.newSubscription() + "/resourceGroups";
        for (String group : List.of("one:test", "two:live")) {
            String[] parts = group.split(":");
            at(LATER_VERSION)
                    .body("{\"location\": \"westeurope\", \"tags\": {\"Stage\": \"" + parts[1] + "\"}}")
                    .put(groups + "/" + parts[0])
                    .then()
                    .statusCode(201);
        }

        at(LATER_VERSION)
                .queryParam("$filter", "tagName eq 'stage' and tagValue eq 'live'")
                .get(groups)
                .then()
                .statusCode(200)
                .body("value.name", contains("two"));
        at(LATER_VERSION)
                .queryParam("$filter", "tagname eq 'Stage'")
                .get(groups)
                .then()
                .body("value", hasSize(2));
        at(LATER_VERSION)
                .queryParam("$filter", "tagName eq 'owner'")
                .get(groups)
                .then()
                .body("value", hasSize(0));
        at(LATER_VERSION)
                .queryParam("$filter", "name eq 'one'")
                .get(groups)
                .then()
                .statusCode(400)
                .body("error.code", equalTo("InvalidParameter"))
                .body("error.target", equalTo("$filter"))
                .body("error.message", containsString("tagName eq"));
    }

    @Test
    @Rule("V2")
    @DisplayName("V2: created in one casing, found in every other, shown in the first")
    void groupIsCreatedOnceAndFoundInAnyCasing() {
        String subscription = Arm.newSubscription();
        String path = "/subscriptions/" + subscription + "/resourceGroups/MyGroup";

        at(LATER_VERSION)
                .body("{\"location\": \"West Europe\", \"tags\": {\"a\": \"1\"}}")
                .put(path)
                .then()
                .statusCode(201)
                .body("name", equalTo("MyGroup"))
                .body("location", equalTo("westeurope"))
                .body("properties.provisioningState", equalTo("Succeeded"))
                .body("tags.a", equalTo("1"));
        at(LATER_VERSION)
                .body("{\"location\": \"westeurope\"}")
                .put(path)
                .then()
                .statusCode(200)
                .body("tags.a", equalTo("1"));
        at(LATER_VERSION)
                .urlEncodingEnabled(false)
                .get("/subscriptions/" + subscription + "/resourcegroups//MYGROUP")
                .then()
                .statusCode(200)
                .body("name", equalTo("MyGroup"));
        at(LATER_VERSION).head(path).then().statusCode(204);
        at(LATER_VERSION)
                .get("/subscriptions/" + subscription + "/resourceGroups")
                .then()
                .statusCode(200)
                .body("value", hasSize(1))
                .body("nextLink", nullValue());
        at(LATER_VERSION)
                .body("{\"tags\": {\"a\": null, \"b\": \"2\"}}")
                .patch(path)
                .then()
                .statusCode(200)
                .body("tags.a", nullValue())
                .body("tags.b", equalTo("2"));
        at(LATER_VERSION)
                .body("{\"location\": \"eastus\"}")
                .put(path)
                .then()
                .statusCode(409)
                .body("error.code", equalTo("InvalidResourceGroupLocation"));
    }

    @Test
    void missingGroupIsNotFound() {
        String path = "/subscriptions/" + Arm.newSubscription() + "/resourceGroups/none";

        at(LATER_VERSION).head(path).then().statusCode(404);
        at(LATER_VERSION)
                .get(path)
                .then()
                .statusCode(404)
                .body("error.code", equalTo("ResourceGroupNotFound"))
                .body("error.message", equalTo("Resource group 'none' could not be found."));
        at(LATER_VERSION)
                .body("{\"tags\": {\"a\": \"1\"}}")
                .patch(path)
                .then()
                .statusCode(404)
                .body("error.code", equalTo("ResourceGroupNotFound"));
        at(LATER_VERSION).delete(path).then().statusCode(404);
    }

    @Test
    @Rule({"V1", "V4"})
    @DisplayName("V1, V4: a PATCH with a tag that can't be one changes nothing")
    void tagsThatAreNoneAreRefused() {
        String group = Arm.newGroup();
        at(LATER_VERSION).body("{\"tags\": {\"a\": \"1\"}}").patch(group).then().statusCode(200);

        at(LATER_VERSION)
                .body("{\"tags\": {\"a\": 2}}")
                .patch(group)
                .then()
                .statusCode(400)
                .body("error.target", equalTo("tags.a"));
        at(LATER_VERSION)
                .body("{\"tags\": {\"a\": null, \"\": \"2\"}}")
                .patch(group)
                .then()
                .statusCode(400)
                .body("error.code", equalTo("InvalidParameter"))
                .body("error.target", equalTo("tags"))
                .body("error.message", containsString("1 to 512 characters"));

        at(LATER_VERSION).get(group).then().body("tags", equalTo(Map.of("a", "1")));
    }

    @Test
    @Rule("V3")
    @DisplayName("V3: deleting a group answers 202 with Location and Retry-After, and takes its VMs along")
    void groupIsDeletedWithItsContents() {
        String group = Arm.newGroup();
        at(LATER_VERSION)
                .body("{\"location\": \"westeurope\"}")
                .put(Arm.set(group, "as"))
                .then()
                .statusCode(200);
        String vm = Arm.create(group, "vm1", Arm.windowsVm(""));
        at(SEED_VERSION)
                .queryParam("$filter", "resourceGroup eq 'RG1' and resourceType eq 'Microsoft.Compute/virtualMachines'")
                .get(group.substring(0, group.indexOf("/resourceGroups")) + "/resources")
                .then()
                .statusCode(200)
                .body("value", hasSize(1))
                .body("value[0].id", equalTo(vm));
        at(SEED_VERSION).get(group + "/resources").then().statusCode(200).body("value", hasSize(2));
        at(SEED_VERSION)
                .queryParam("$filter", "name like 'x'")
                .get(group + "/resources")
                .then()
                .statusCode(400);

        Response deleted = at(SEED_VERSION).delete(group);

        deleted.then().statusCode(202).header("Location", startsWith("http://")).header("Retry-After", equalTo("1"));
        assertThat(deleted.header("Azure-AsyncOperation"))
                .contains("/providers/Microsoft.Resources/")
                .contains("/operations/c");
        assertThat(Arm.finish(deleted).<String>path("status")).isEqualTo("Succeeded");
        given().get(deleted.header("Location")).then().statusCode(200);
        at(SEED_VERSION).head(group).then().statusCode(404);
        at(SEED_VERSION).get(vm).then().statusCode(404).body("error.code", equalTo("ResourceGroupNotFound"));
    }
}
