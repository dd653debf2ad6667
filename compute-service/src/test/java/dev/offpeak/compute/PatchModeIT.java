package dev.offpeak.compute;

import static dev.offpeak.compute.Arm.LATER_VERSION;
import static dev.offpeak.compute.Arm.SEED_VERSION;
import static dev.offpeak.compute.Arm.at;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.offpeak.contracts.FeatureState;
import dev.offpeak.rules.Rule;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@QuarkusIntegrationTest
@WithTestResource(value = ComputeTestResource.class, scope = TestResourceScope.GLOBAL)
class PatchModeIT {
    private static final String LINUX =
            """
            {"location": "westeurope", "properties": {
              "storageProfile": {"imageReference": {"publisher": "Canonical", "offer": "UbuntuServer", "sku": "18.04-LTS"}},
              "osProfile": {"computerName": "pc", "linuxConfiguration": {%s}}}}""";

    @Test
    @Rule({"F3", "F4", "F5"})
    @DisplayName("F3, F4, F5: refused before the feature is propagated, accepted after, kept when it is gone")
    void automaticByPlatformNeedsThePropagatedFeature() {
        String subscription = Arm.newSubscription();
        String group = Arm.newGroup(subscription);
        String body = Arm.windowsVm(Arm.patchMode("AutomaticByPlatform"));

        at(SEED_VERSION)
                .body(body)
                .put(Arm.vm(group, "vm1"))
                .then()
                .statusCode(409)
                .body("error.code", equalTo("MissingSubscriptionRegistration"))
                .body("error.message", containsString("InGuestAutoPatchVMPreview"));
        at(SEED_VERSION).get(Arm.vm(group, "vm1")).then().statusCode(404);

        Arm.propagate(subscription, FeatureState.REGISTERING);
        at(SEED_VERSION).body(body).put(Arm.vm(group, "vm1")).then().statusCode(409);

        Arm.propagate(subscription, FeatureState.REGISTERED);
        String vm = Arm.create(group, "vm1", body);

        Arm.propagate(subscription, FeatureState.UNREGISTERED);
        at(SEED_VERSION).body("{\"tags\": {\"a\": \"1\"}}").patch(vm).then().statusCode(200);
        at(SEED_VERSION).body(body).put(Arm.vm(group, "vm2")).then().statusCode(409);
    }

    @Test
    @Rule("P5")
    @DisplayName("P5: AutomaticByOS to AutomaticByPlatform and back; Manual is another world")
    void modesMoveAsAllowed() {
        String subscription = Arm.newSubscription();
        String group = Arm.newGroup(subscription);
        Arm.propagate(subscription, FeatureState.REGISTERED);
        String vm = Arm.create(group, "vm1", Arm.windowsVm(""));
        at(SEED_VERSION)
                .get(vm)
                .then()
                .body("properties.osProfile.windowsConfiguration.patchSettings.patchMode", equalTo("AutomaticByOS"))
                .body("properties.osProfile.windowsConfiguration.enableAutomaticUpdates", equalTo(true));

        for (String mode : new String[] {"AutomaticByPlatform", "AutomaticByOS"}) {
            at(SEED_VERSION)
                    .body(windowsConfiguration("\"patchSettings\": {\"patchMode\": \"" + mode + "\"}"))
                    .put(vm)
                    .then()
                    .statusCode(200)
                    .body("properties.osProfile.windowsConfiguration.patchSettings.patchMode", equalTo(mode));
        }
        at(SEED_VERSION)
                .body(windowsConfiguration("\"patchSettings\": {\"patchMode\": \"Manual\"}"))
                .put(vm)
                .then()
                .statusCode(409)
                .body("error.code", equalTo("PropertyChangeNotAllowed"))
                .body("error.target", equalTo("windowsConfiguration.patchSettings.patchMode"));
        at(SEED_VERSION)
                .body(windowsConfiguration("\"enableAutomaticUpdates\": false"))
                .put(vm)
                .then()
                .statusCode(409)
                .body("error.code", equalTo("PropertyChangeNotAllowed"))
                .body(
                        "error.message",
                        equalTo(
                                "Changing property 'windowsConfiguration.enableAutomaticUpdates' is not allowed. It is fixed when"
                                        + " the VM is created; leave it out, or create the VM anew."));
    }

    @Test
    @Rule("P7")
    @DisplayName("P7: an image that is not on the list, custom ones included, is refused for AutomaticByPlatform only")
    void imageMustBeSupported() {
        String subscription = Arm.newSubscription();
        String group = Arm.newGroup(subscription);
        Arm.propagate(subscription, FeatureState.REGISTERED);
        String custom = "{\"id\": \"/subscriptions/x/resourceGroups/y/providers/Microsoft.Compute/images/z\"}";

        at(SEED_VERSION)
                .body(Arm.windowsVm(Arm.patchMode("AutomaticByPlatform")).replace(Arm.IMAGE, custom))
                .put(Arm.vm(group, "vm1"))
                .then()
                .statusCode(400)
                .body("error.code", equalTo("InvalidParameter"))
                .body("error.message", containsString("custom images"));
        at(SEED_VERSION)
                .body(Arm.windowsVm(Arm.patchMode("AutomaticByOS")).replace(Arm.IMAGE, custom))
                .put(Arm.vm(group, "vm1"))
                .then()
                .statusCode(201);
    }

    @Test
    @Rule("P8")
    @DisplayName("P8: the documents' own misspelling is refused with the word that was meant")
    void misspeltModeSaysWhatWasMeant() {
        at(SEED_VERSION)
                .body(Arm.windowsVm(Arm.patchMode("AutomaticByPlatfom")))
                .put(Arm.vm(Arm.newGroup(), "vm1"))
                .then()
                .statusCode(400)
                .body("error.code", equalTo("InvalidParameter"))
                .body("error.target", equalTo("windowsConfiguration.patchSettings.patchMode"))
                .body("error.message", containsString("Did you mean 'AutomaticByPlatform'?"));
    }

    @Test
    @Rule("P6")
    @DisplayName("P6: each version knows its own patch properties, refuses others, and shows no later ones")
    void propertiesComeWithTheirVersion() {
        String subscription = Arm.newSubscription();
        String group = Arm.newGroup(subscription);
        Arm.propagate(subscription, FeatureState.REGISTERED);
        at(SEED_VERSION)
                .body(Arm.windowsVm("\"patchSettings\": {\"assessmentMode\": \"ImageDefault\"},"))
                .put(Arm.vm(group, "vm1"))
                .then()
                .statusCode(400)
                .body("error.message", containsString("2021-03-01"));
        at(SEED_VERSION)
                .body(LINUX.formatted("\"patchSettings\": {\"patchMode\": \"ImageDefault\"}"))
                .put(Arm.vm(group, "vm1"))
                .then()
                .statusCode(400)
                .body("error.message", containsString("2020-12-01"));
        at(LATER_VERSION)
                .body(Arm.windowsVm("\"patchSettings\": {\"patchMod\": \"Manual\"},"))
                .put(Arm.vm(group, "vm1"))
                .then()
                .statusCode(400)
                .body("error.message", containsString("Did you mean 'patchMode'?"));
        at(SEED_VERSION)
                .body(Arm.windowsVm("\"patchSettings\": {\"enableHotpatching\": null}, \"anythingElse\": 1,"))
                .put(Arm.vm(group, "vm1"))
                .then()
                .statusCode(201);

        String linux = Arm.create(
                group,
                "vm2",
                LINUX.formatted(
                        "\"patchSettings\": {\"patchMode\": \"AutomaticByPlatform\", \"automaticByPlatformSettings\":"
                                + " {\"rebootSetting\": \"Never\"}}"));
        at(SEED_VERSION)
                .get(linux)
                .then()
                .body("properties.storageProfile.osDisk.osType", equalTo("Linux"))
                .body("properties.osProfile.linuxConfiguration.patchSettings", nullValue());
        at("2021-03-01")
                .get(linux)
                .then()
                .body("properties.osProfile.linuxConfiguration.patchSettings.assessmentMode", equalTo("ImageDefault"))
                .body("properties.osProfile.linuxConfiguration.patchSettings.automaticByPlatformSettings", nullValue());
        at(LATER_VERSION)
                .get(linux)
                .then()
                .body(
                        "properties.osProfile.linuxConfiguration.patchSettings.automaticByPlatformSettings.rebootSetting",
                        equalTo("Never"));
    }

    @Test
    @DisplayName("settings of AutomaticByPlatform are refused for another mode, and go when the mode is left")
    void platformSettingsBelongToTheirMode() {
        String subscription = Arm.newSubscription();
        String group = Arm.newGroup(subscription);
        Arm.propagate(subscription, FeatureState.REGISTERED);
        String never = "\"automaticByPlatformSettings\": {\"rebootSetting\": \"Never\"}";
        at(LATER_VERSION)
                .body(Arm.windowsVm("\"patchSettings\": {\"patchMode\": \"AutomaticByOS\", " + never + "},"))
                .put(Arm.vm(group, "vm1"))
                .then()
                .statusCode(400)
                .body("error.code", equalTo("InvalidParameter"))
                .body("error.target", equalTo("windowsConfiguration.patchSettings.automaticByPlatformSettings"));

        String vm = Arm.create(
                group,
                "vm1",
                Arm.windowsVm("\"patchSettings\": {\"patchMode\": \"AutomaticByPlatform\", " + never + "},"));
        at(LATER_VERSION)
                .body(windowsConfiguration("\"patchSettings\": {\"patchMode\": \"AutomaticByOS\", " + never + "}"))
                .put(vm)
                .then()
                .statusCode(200)
                .body(
                        "properties.osProfile.windowsConfiguration.patchSettings.automaticByPlatformSettings",
                        nullValue());
    }

    @Test
    @DisplayName("hotpatching needs AutomaticByPlatform and an image that can be hotpatched")
    void hotpatchingNeedsItsImage() {
        String subscription = Arm.newSubscription();
        String group = Arm.newGroup(subscription);
        Arm.propagate(subscription, FeatureState.REGISTERED);
        String settings = "\"patchSettings\": {\"patchMode\": \"AutomaticByPlatform\", \"enableHotpatching\": true},";

        at(LATER_VERSION)
                .body(Arm.windowsVm(settings))
                .put(Arm.vm(group, "vm1"))
                .then()
                .statusCode(400)
                .body("error.target", equalTo("windowsConfiguration.patchSettings.enableHotpatching"))
                .body("error.message", containsString("2022-datacenter-azure-edition-core"));
        String vm = Arm.create(
                group, "vm1", Arm.windowsVm(settings).replace("2019-Datacenter", "2022-datacenter-azure-edition-core"));
        at(LATER_VERSION)
                .body(windowsConfiguration("\"patchSettings\": {\"patchMode\": \"AutomaticByOS\"}"))
                .put(vm)
                .then()
                .statusCode(400)
                .body("error.message", containsString("Set it to false"));
    }

    @Test
    @Rule("P10")
    @DisplayName("P10: the seed's own body creates nothing without a location")
    void creatingNeedsALocation() {
        at(SEED_VERSION)
                .body(windowsConfiguration("\"provisionVMAgent\": true, \"enableAutomaticUpdates\": true,"
                        + " \"patchSettings\": {\"patchMode\": \"AutomaticByPlatform\"}"))
                .put(Arm.vm(Arm.newGroup(), "vm1"))
                .then()
                .statusCode(400)
                .body("error.code", equalTo("LocationRequired"));
    }

    private static String windowsConfiguration(String members) {
        return "{\"properties\": {\"osProfile\": {\"windowsConfiguration\": {" + members + "}}}}";
    }
}
