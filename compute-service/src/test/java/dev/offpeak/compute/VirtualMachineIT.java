package dev.offpeak.compute;

import static dev.offpeak.compute.Arm.LATER_VERSION;
import static dev.offpeak.compute.Arm.SEED_VERSION;
import static dev.offpeak.compute.Arm.at;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.offpeak.rules.Rule;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@QuarkusIntegrationTest
@WithTestResource(value = ComputeTestResource.class, scope = TestResourceScope.GLOBAL)
class VirtualMachineIT {
    private static final String GUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";

    @Test
    @Rule("V3")
    @DisplayName("V3: PUT answers 201 Creating with Azure-AsyncOperation alone, and the operation ends well")
    void creationIsAsynchronous() {
        String vm = Arm.vm(Arm.newGroup(), "vm1");

        Response created = at(LATER_VERSION).body(Arm.windowsVm("")).put(vm);

        created.then()
                .statusCode(201)
                .header("Retry-After", equalTo("1"))
                .header("Location", nullValue())
                .header("ETag", notNullValue())
                .body("properties.provisioningState", equalTo("Creating"))
                .body("properties.vmId", matchesPattern(GUID))
                .body("properties.storageProfile.osDisk.osType", equalTo("Windows"))
                .body("location", equalTo("westeurope"));
        assertThat(created.header("Azure-AsyncOperation"))
                .contains("/providers/Microsoft.Compute/locations/westeurope/operations/c");
        assertThat(Arm.finish(created).<String>path("status")).isEqualTo("Succeeded");
        at(LATER_VERSION)
                .get(vm)
                .then()
                .statusCode(200)
                .body("properties.provisioningState", equalTo("Succeeded"))
                .body("properties.vmId", equalTo(created.path("properties.vmId")));
    }

    @Test
    void secretsComeBackFromNowhere() {
        String group = Arm.newGroup();
        String vm = Arm.vm(group, "vm1");

        Response created = at(LATER_VERSION)
                .body(Arm.windowsVm("")
                        .replace("\"adminUsername\"", "\"customData\": \"Y3VzdG9tU2VjcmV0\", \"adminUsername\""))
                .put(vm);

        assertThat(created.asString()).doesNotContain("Sup3rSecret").doesNotContain("Y3VzdG9tU2VjcmV0");
        assertThat(at(LATER_VERSION).get(vm).asString())
                .doesNotContain("Sup3rSecret")
                .doesNotContain("Y3VzdG9tU2VjcmV0");
    }

    @Test
    @Rule({"P10", "V4"})
    @DisplayName("P10, V4: what a PUT leaves out keeps its value, and null counts as left out")
    void putMerges() {
        String vm = Arm.create(Arm.newGroup(), "vm1", Arm.windowsVm(""));

        Response updated = at(LATER_VERSION)
                .body(
                        """
                        {"location": "westeurope", "tags": {"a": "1"}, "properties": {
                          "storageProfile": {"osDisk": {"osType": "Windows", "caching": "ReadOnly", "managedDisk": {}}},
                          "osProfile": {"computerName": "pc", "windowsConfiguration": {"timeZone": null}}}}""")
                .put(vm);

        updated.then()
                .statusCode(200)
                .body("properties.provisioningState", equalTo("Updating"))
                .body("properties.storageProfile.imageReference.sku", equalTo("2019-Datacenter"))
                .body("properties.storageProfile.osDisk.caching", equalTo("ReadOnly"))
                .body("properties.osProfile.adminUsername", equalTo("azureuser"))
                .body("tags.a", equalTo("1"));
        Arm.finish(updated);
        at(SEED_VERSION)
                .body(
                        "{\"properties\": {\"osProfile\": {\"windowsConfiguration\": {\"enableAutomaticUpdates\": true}}}}")
                .put(vm)
                .then()
                .statusCode(200)
                .header("Azure-AsyncOperation", nullValue())
                .body("properties.provisioningState", equalTo("Succeeded"))
                .body("tags.a", equalTo("1"));
    }

    @Test
    @Rule("V4")
    @DisplayName("V4: PATCH is JSON merge patch: null removes")
    void patchMerges() {
        String vm = Arm.create(Arm.newGroup(), "vm1", Arm.windowsVm("\"timeZone\": \"W. Europe Standard Time\","));

        Response patched = given().contentType("application/merge-patch+json")
                .queryParam("api-version", LATER_VERSION)
                .body(
                        """
                        {"tags": {"a": "1"}, "properties": {"hardwareProfile": {"vmSize": "Standard_D2s_v3"},
                         "osProfile": {"windowsConfiguration": {"timeZone": null}}}}""")
                .patch(vm);

        patched.then()
                .statusCode(200)
                .body("properties.provisioningState", equalTo("Updating"))
                .body("properties.hardwareProfile.vmSize", equalTo("Standard_D2s_v3"))
                .body("properties.osProfile.windowsConfiguration.timeZone", nullValue());
        Arm.finish(patched);
        at(LATER_VERSION)
                .body("{\"tags\": {\"a\": null}}")
                .patch(vm)
                .then()
                .statusCode(200)
                .body("tags.a", nullValue());
        at(LATER_VERSION).body("{}").patch(vm + "none").then().statusCode(404);
    }

    @Test
    void entityTagsGuardWrites() {
        String group = Arm.newGroup();
        String vm = Arm.create(group, "vm1", Arm.windowsVm(""));
        String etag = at(LATER_VERSION).get(vm).header("ETag");

        at(LATER_VERSION)
                .header("If-None-Match", "*")
                .body(Arm.windowsVm(""))
                .put(vm)
                .then()
                .statusCode(412)
                .body("error.code", equalTo("PreconditionFailed"));
        at(LATER_VERSION)
                .header("If-Match", etag)
                .body("{\"tags\": {\"a\": \"1\"}}")
                .patch(vm)
                .then()
                .statusCode(200)
                .header("ETag", not(equalTo(etag)));
        at(LATER_VERSION)
                .header("If-Match", etag)
                .body("{\"tags\": {\"a\": \"2\"}}")
                .patch(vm)
                .then()
                .statusCode(412);
        at(LATER_VERSION)
                .header("If-Match", etag)
                .body(Arm.windowsVm(""))
                .put(Arm.vm(group, "vm2"))
                .then()
                .statusCode(412);
        at(LATER_VERSION)
                .header("If-Match", etag)
                .delete(vm)
                .then()
                .statusCode(412)
                .body("error.code", equalTo("PreconditionFailed"));
        at(LATER_VERSION).get(vm).then().statusCode(200).body("name", equalTo("vm1"));
    }

    @Test
    @Rule("V3")
    @DisplayName("V3: an operation that never was, or of another subscription, is not found")
    void strangersOperationIsNotFound() {
        Response created = at(LATER_VERSION).body(Arm.windowsVm("")).put(Arm.vm(Arm.newGroup(), "vm1"));
        String url = created.header("Azure-AsyncOperation");
        String id = url.replaceAll(".*/operations/|\\?.*", "");

        for (String other : List.of(
                url.replace(id, id + "0"),
                url.replaceFirst("/subscriptions/[^/]+", "/subscriptions/" + Arm.newSubscription()))) {
            given().get(other)
                    .then()
                    .statusCode(404)
                    .body("error.code", equalTo("ResourceNotFound"))
                    .body("error.message", containsString("it never was, or it ended too long ago"));
        }
    }

    @Test
    void placeIsFixedAtCreation() {
        String vm = Arm.create(
                Arm.newGroup(), "vm1", Arm.windowsVm("").replace("\"location\"", "\"zones\": [\"2\"], \"location\""));

        at(LATER_VERSION).get(vm).then().body("zones", equalTo(List.of("2")));
        at(LATER_VERSION)
                .body("{\"location\": \"northeurope\"}")
                .put(vm)
                .then()
                .statusCode(409)
                .body("error.code", equalTo("PropertyChangeNotAllowed"))
                .body("error.target", equalTo("location"));
        at(LATER_VERSION)
                .body("{\"zones\": [\"1\"]}")
                .put(vm)
                .then()
                .statusCode(409)
                .body("error.target", equalTo("zones"));
        at(LATER_VERSION)
                .body("{\"properties\": {\"storageProfile\": {\"imageReference\": {\"sku\": \"2016-Datacenter\"}}}}")
                .put(vm)
                .then()
                .statusCode(409)
                .body("error.target", equalTo("imageReference"));
    }

    @Test
    @Rule("V4")
    @DisplayName("V4: lists per group and subscription page with nextLink")
    void listsPage() {
        String subscription = Arm.newSubscription();
        String group = Arm.newGroup(subscription);
        for (int i = 0; i < 3; i++) {
            Arm.create(group, "vm" + i, Arm.windowsVm(""));
        }

        String next = at(LATER_VERSION)
                .queryParam("$top", 2)
                .get("/subscriptions/" + subscription + "/providers/Microsoft.Compute/virtualMachines")
                .then()
                .statusCode(200)
                .body("value", hasSize(2))
                .extract()
                .path("nextLink");
        given().urlEncodingEnabled(false)
                .get(next)
                .then()
                .statusCode(200)
                .body("value", hasSize(1))
                .body("value[0].name", equalTo("vm2"))
                .body("nextLink", nullValue());
        at(SEED_VERSION)
                .urlEncodingEnabled(false)
                .get(group + "/providers/microsoft.compute//virtualmachines")
                .then()
                .statusCode(200)
                .body("value", hasSize(3));
        at(LATER_VERSION)
                .queryParam("$top", "many")
                .get(group + "/providers/Microsoft.Compute/virtualMachines")
                .then()
                .statusCode(400);
    }

    @Test
    @Rule("V3")
    @DisplayName("V3: DELETE answers 202 and the VM goes; a second one finds nothing")
    void vmIsDeleted() {
        String vm = Arm.create(Arm.newGroup(), "vm1", Arm.windowsVm(""));

        Response deleted = at(LATER_VERSION).delete(vm);

        deleted.then().statusCode(202).header("Retry-After", equalTo("1"));
        assertThat(Arm.finish(deleted).<String>path("status")).isEqualTo("Succeeded");
        given().get(deleted.header("Location")).then().statusCode(200);
        at(LATER_VERSION)
                .get(vm)
                .then()
                .statusCode(404)
                .body("error.code", equalTo("ResourceNotFound"))
                .body("error.message", containsString("Microsoft.Compute/virtualMachines/vm1"));
        at(LATER_VERSION).delete(vm).then().statusCode(204);
    }

    @Test
    void manyThatCreateOneNameMakeOneVm() {
        String vm = Arm.vm(Arm.newGroup(), "vm1");

        List<Integer> statuses = IntStream.range(0, 4)
                .parallel()
                .mapToObj(i -> at(LATER_VERSION).body(Arm.windowsVm("")).put(vm).statusCode())
                .sorted()
                .toList();

        assertThat(statuses).containsExactly(200, 200, 200, 201);
    }

    @Test
    @DisplayName("powerOff, restart and start end when the host reports what was wished for")
    void powerFollowsTheHost() {
        String vm = Arm.create(Arm.newGroup(), "vm1", Arm.windowsVm(""));
        String vmId = at(LATER_VERSION).get(vm).path("properties.vmId");
        report(vmId, "running");
        awaitPower(vm, "PowerState/running");

        Response off = at(LATER_VERSION).queryParam("skipShutdown", false).post(vm + "/powerOff");
        off.then().statusCode(202).header("Location", notNullValue());
        given().get(off.header("Azure-AsyncOperation")).then().body("status", equalTo("InProgress"));
        report(vmId, "stopped");
        assertThat(Arm.finish(off).<String>path("status")).isEqualTo("Succeeded");
        awaitPower(vm, "PowerState/stopped");

        at(LATER_VERSION)
                .post(vm + "/restart")
                .then()
                .statusCode(409)
                .body("error.code", equalTo("OperationNotAllowed"));

        Response start = at(LATER_VERSION).post(vm + "/start");
        report(vmId, "running");
        assertThat(Arm.finish(start).<String>path("status")).isEqualTo("Succeeded");

        Response restart = at(LATER_VERSION).post(vm + "/restart");
        Response deallocate = at(LATER_VERSION).post(vm + "/deallocate");
        given().get(restart.header("Azure-AsyncOperation"))
                .then()
                .body("status", equalTo("Failed"))
                .body("error.code", equalTo("OperationPreempted"));
        report(vmId, "deallocated");
        assertThat(Arm.finish(deallocate).<String>path("status")).isEqualTo("Succeeded");
    }

    private static void report(String vmId, String state) {
        given().contentType(ContentType.JSON)
                .header("Authorization", "Bearer " + ComputeTestResource.HOST_KEY)
                .body("{\"state\": \"" + state + "\", \"at\": \"" + Instant.now() + "\"}")
                .post(ComputeTestResource.agentsUrl() + "/hosts/guests/" + UUID.fromString(vmId) + "/power")
                .then()
                .statusCode(lessThan(300));
    }

    private static void awaitPower(String vm, String code) {
        await().atMost(Duration.ofSeconds(10)).until(() -> at(LATER_VERSION)
                .get(vm + "/instanceView")
                .path("statuses[1].code")
                .equals(code));
    }
}
