package dev.offpeak.compute;

import static dev.offpeak.compute.Arm.LATER_VERSION;
import static dev.offpeak.compute.Arm.SEED_VERSION;
import static dev.offpeak.compute.Arm.at;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.offpeak.contracts.FeatureState;
import dev.offpeak.contracts.PatchOperationStatus;
import dev.offpeak.contracts.RebootStatus;
import dev.offpeak.contracts.message.AssessmentCompleted;
import dev.offpeak.contracts.message.InstallationChanged;
import dev.offpeak.rules.Rule;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@QuarkusIntegrationTest
@WithTestResource(value = ComputeTestResource.class, scope = TestResourceScope.GLOBAL)
class InstanceViewIT {
    private static final Instant BEGAN = Instant.parse("2020-11-01T22:00:00Z");

    @Test
    void newVmIsStartingAndItsAgentNotHeardOf() {
        String vm = Arm.create(Arm.newGroup(), "vm1", Arm.windowsVm(""));

        at(SEED_VERSION)
                .queryParam("$expand", "instanceView")
                .get(vm)
                .then()
                .statusCode(200)
                .body("properties.instanceView.statuses[0].code", equalTo("ProvisioningState/succeeded"))
                .body("properties.instanceView.statuses[1].code", equalTo("PowerState/starting"))
                .body("properties.instanceView.vmAgent.vmAgentVersion", equalTo("Unknown"))
                .body("properties.instanceView.patchStatus", nullValue());
        at(SEED_VERSION).get(vm).then().body("properties.instanceView", nullValue());
        at(SEED_VERSION).queryParam("$expand", "everything").get(vm).then().statusCode(400);
        at(SEED_VERSION).get(vm + "/extensions").then().statusCode(200).body("value", hasSize(0));
        at(SEED_VERSION).get(vm + "/extensions/WindowsPatchExtension").then().statusCode(404);
    }

    @Test
    @Rule({"A3", "I5"})
    @DisplayName("A3, I5: what other services said last, as each version shows it")
    void findingsAreShown() {
        String subscription = Arm.newSubscription();
        Arm.propagate(subscription, FeatureState.REGISTERED);
        String vm = Arm.create(Arm.newGroup(subscription), "vm1", Arm.windowsVm(Arm.patchMode("AutomaticByPlatform")));
        String vmId = at(SEED_VERSION).get(vm).path("properties.vmId");
        Arm.send(assessment(vmId, 2, PatchOperationStatus.SUCCEEDED));
        Arm.send(assessment(vmId, 1, PatchOperationStatus.IN_PROGRESS));
        Arm.send(installation(vmId));
        await().atMost(Duration.ofSeconds(10))
                .until(() -> at(SEED_VERSION)
                                .get(vm + "/instanceView")
                                .path("patchStatus.lastPatchInstallationSummary.status")
                        != null);

        at(SEED_VERSION)
                .get(vm + "/instanceView")
                .then()
                .body("patchStatus.availablePatchSummary.status", equalTo("Succeeded"))
                .body("patchStatus.availablePatchSummary.assessmentActivityId", equalTo("assessment-2"))
                .body("patchStatus.availablePatchSummary.criticalAndSecurityPatchCount", equalTo(2))
                .body("patchStatus.availablePatchSummary.otherPatchCount", equalTo(3))
                .body("patchStatus.availablePatchSummary.startTime", equalTo("2020-11-01T22:00:00.0000000+00:00"))
                .body("patchStatus.lastPatchInstallationSummary.installedPatchCount", equalTo(2))
                .body("patchStatus.lastPatchInstallationSummary.rebootStatus", equalTo("Completed"))
                .body("patchStatus.lastPatchInstallationSummary.startedBy", equalTo("Platform"))
                .body("patchStatus.configurationStatuses", nullValue());
        at(LATER_VERSION)
                .get(vm + "/instanceView")
                .then()
                .body("patchStatus.lastPatchInstallationSummary.rebootStatus", nullValue())
                .body("patchStatus.lastPatchInstallationSummary.startedBy", nullValue())
                .body("patchStatus.lastPatchInstallationSummary.maintenanceWindowExceeded", equalTo(false))
                .body("patchStatus.configurationStatuses[0].code", notNullValue());
    }

    @Test
    @Rule("E1")
    @DisplayName("E1: users can't install the platform's extension")
    void platformsExtensionIsReserved() {
        String vm = Arm.create(Arm.newGroup(), "vm1", Arm.windowsVm(""));

        at(LATER_VERSION)
                .body(
                        "{\"properties\": {\"publisher\": \"Microsoft.CPlat.Core\", \"type\": \"WindowsPatchExtension\"}}")
                .put(vm + "/extensions/mine")
                .then()
                .statusCode(409)
                .body("error.code", equalTo("OperationNotAllowed"));
        at(LATER_VERSION)
                .body("{\"properties\": {\"settings\": {}, \"protectedSettings\": {\"key\": \"secret\"}}}")
                .patch(vm + "/extensions/WindowsPatchExtension")
                .then()
                .statusCode(409)
                .body("error.code", equalTo("OperationNotAllowed"))
                .body("error.message", containsString("reserved for internal use"));
        at(LATER_VERSION)
                .body("{\"properties\": {\"publisher\": 5}}")
                .patch(vm + "/extensions/mine")
                .then()
                .statusCode(400)
                .body("error.target", equalTo("properties.publisher"));
    }

    @Test
    void extensionsOfWhatIsNotThereAreNotFound() {
        String group = Arm.newGroup();
        String noGroup = "/subscriptions/" + Arm.newSubscription() + "/resourceGroups/none";

        for (String path : new String[] {"/extensions", "/extensions/WindowsPatchExtension"}) {
            at(LATER_VERSION)
                    .get(Arm.vm(group, "none") + path)
                    .then()
                    .statusCode(404)
                    .body("error.code", equalTo("ResourceNotFound"));
            at(LATER_VERSION)
                    .get(Arm.vm(noGroup, "none") + path)
                    .then()
                    .statusCode(404)
                    .body("error.code", equalTo("ResourceGroupNotFound"));
        }
        at(LATER_VERSION)
                .body("{}")
                .patch(Arm.vm(group, "none") + "/extensions/mine")
                .then()
                .statusCode(404);
    }

    @Test
    @Rule({"E1", "E5"})
    @DisplayName("E1, E5: configurationStatuses say what automatic patching waits for")
    void configurationSaysWhatItWaitsFor() {
        String subscription = Arm.newSubscription();
        Arm.propagate(subscription, FeatureState.REGISTERED);
        String vm = Arm.create(Arm.newGroup(subscription), "vm1", Arm.windowsVm(Arm.patchMode("AutomaticByPlatform")));

        at("2020-12-01")
                .get(vm + "/instanceView")
                .then()
                .statusCode(200)
                .body("patchStatus.configurationStatuses[0].code", equalTo("PatchModeConfigurationState/Pending"))
                .body("patchStatus.configurationStatuses[0].message", equalTo("The VM agent has not reported yet."));
    }

    private static AssessmentCompleted assessment(String vmId, long version, PatchOperationStatus status) {
        return new AssessmentCompleted(
                vmId,
                "assessment-" + version,
                version,
                status,
                BEGAN,
                BEGAN.plusSeconds(60),
                false,
                2,
                3,
                Optional.empty());
    }

    private static InstallationChanged installation(String vmId) {
        return new InstallationChanged(
                vmId,
                "installation-1",
                1,
                PatchOperationStatus.SUCCEEDED,
                false,
                RebootStatus.COMPLETED,
                3,
                0,
                0,
                2,
                0,
                BEGAN,
                BEGAN.plusSeconds(600),
                "Platform",
                Optional.empty());
    }
}
