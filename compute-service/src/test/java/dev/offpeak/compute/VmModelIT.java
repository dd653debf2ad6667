package dev.offpeak.compute;

import static dev.offpeak.compute.Arm.LATER_VERSION;
import static dev.offpeak.compute.Arm.SEED_VERSION;
import static dev.offpeak.compute.Arm.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.offpeak.rules.Rule;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.path.json.JsonPath;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** One model, each api-version a view on it: what clients send of a VM is kept and returned as that version has it. */
@QuarkusIntegrationTest
@WithTestResource(value = ComputeTestResource.class, scope = TestResourceScope.GLOBAL)
class VmModelIT {
    private static final String GUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
    private static final String LATEST = "2026-04-01";
    private static final String USER_IDENTITY =
            "/subscriptions/x/resourceGroups/y/providers/Microsoft.ManagedIdentity/userAssignedIdentities/z";

    /** Every part that a Windows VM's users send. */
    private static final String WINDOWS =
            """
            {"location": "westeurope", "tags": {"a": "1"},
             "plan": {"name": "p", "publisher": "contoso", "product": "q", "promotionCode": "r"},
             "extendedLocation": {"name": "edge", "type": "edgezone"},
             "identity": {"type": "systemassigned, userassigned", "userAssignedIdentities": {"%s": {}}},
             "properties": {
              "HardwareProfile": {"VMSIZE": "Standard_D2s_v3", "vmSizeProperties": {"vCPUsAvailable": 1, "vCPUsPerCore": 1}},
              "storageProfile": {
               "imageReference": {"publisher": "MicrosoftWindowsServer", "offer": "WindowsServer", "sku": "2019-Datacenter", "version": "latest"},
               "osDisk": {"createOption": "fromImage", "caching": "readwrite", "diskSizeGB": 127, "deleteOption": "Delete",
                "managedDisk": {"storageAccountType": "Premium_LRS", "securityProfile": {"securityEncryptionType": "VMGuestStateOnly"}}},
               "dataDisks": [{"lun": 0, "createOption": "Empty", "diskSizeGB": 10, "managedDisk": {"storageAccountType": "StandardSSD_LRS"}, "deleteOption": "Detach"}],
               "diskControllerType": "scsi"},
              "osProfile": {"computerName": "pc", "adminUsername": "u", "adminPassword": "Sup3rSecret!Pass1", "customData": "Y3VzdG9tU2VjcmV0",
               "allowExtensionOperations": true,
               "secrets": [{"sourceVault": {"id": "/vault"}, "vaultCertificates": [{"certificateUrl": "https://vault/secrets/x", "certificateStore": "My"}]}],
               "windowsConfiguration": {"provisionVMAgent": true, "enableVMAgentPlatformUpdates": true,
                "winRM": {"listeners": [{"protocol": "https", "certificateUrl": "https://vault/secrets/x"}]},
                "additionalUnattendContent": [{"passName": "OobeSystem", "componentName": "Microsoft-Windows-Shell-Setup", "settingName": "AutoLogon", "content": "<SecretUnattend/>"}],
                "patchSettings": {"assessmentMode": "imagedefault"}}},
              "networkProfile": {"networkInterfaces": [{"id": "/nic", "properties": {"primary": true, "deleteOption": "Delete"}}]},
              "securityProfile": {"securityType": "TrustedLaunch", "encryptionAtHost": true, "uefiSettings": {"secureBootEnabled": true, "vTpmEnabled": true}},
              "diagnosticsProfile": {"bootDiagnostics": {"enabled": true, "storageUri": "https://store/"}},
              "additionalCapabilities": {"ultraSSDEnabled": false, "hibernationEnabled": true},
              "priority": "spot", "evictionPolicy": "Deallocate", "billingProfile": {"maxPrice": 0.25},
              "licenseType": "Windows_Server", "extensionsTimeBudget": "PT90M", "userData": "dXNlclNlY3JldA==",
              "proximityPlacementGroup": {"id": "/ppg"}, "hostGroup": {"id": "/hosts"},
              "scheduledEventsProfile": {"terminateNotificationProfile": {"notBeforeTimeout": "PT5M", "enable": true}},
              "applicationProfile": {"galleryApplications": [{"packageReferenceId": "/app", "order": 1}]},
              "capacityReservation": {"capacityReservationGroup": {"id": "/crg"}},
              "own": {"anything": 1}}}"""
                    .formatted(USER_IDENTITY);

    @Test
    @DisplayName("every part a client sends of a Windows VM comes back, spelt as the contract does; secrets do not")
    void windowsVmComesBackWhole() {
        String vm = Arm.create(Arm.newGroup(), "vm1", WINDOWS);

        String text = at(LATEST).get(vm).asString();
        JsonPath body = JsonPath.from(text);

        assertThat(text)
                .doesNotContain("Sup3rSecret")
                .doesNotContain("Y3VzdG9tU2VjcmV0")
                .doesNotContain("SecretUnattend")
                .doesNotContain("dXNlclNlY3JldA")
                .doesNotContain("anything");
        assertThat(body.<Map<String, String>>get("plan"))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("name", "p", "publisher", "contoso", "product", "q", "promotionCode", "r"));
        assertThat(body.getString("extendedLocation.type")).isEqualTo("EdgeZone");
        assertThat(body.getString("identity.type")).isEqualTo("SystemAssigned, UserAssigned");
        assertThat(body.getString("properties.hardwareProfile.vmSize")).isEqualTo("Standard_D2s_v3");
        assertThat(body.getInt("properties.hardwareProfile.vmSizeProperties.vCPUsPerCore"))
                .isEqualTo(1);
        assertThat(body.getString("properties.storageProfile.osDisk.createOption"))
                .isEqualTo("FromImage");
        assertThat(body.getString("properties.storageProfile.osDisk.caching")).isEqualTo("ReadWrite");
        assertThat(body.getString(
                        "properties.storageProfile.osDisk.managedDisk.securityProfile.securityEncryptionType"))
                .isEqualTo("VMGuestStateOnly");
        assertThat(body.getString("properties.storageProfile.dataDisks[0].managedDisk.storageAccountType"))
                .isEqualTo("StandardSSD_LRS");
        assertThat(body.getString("properties.storageProfile.diskControllerType"))
                .isEqualTo("SCSI");
        assertThat(body.getString("properties.osProfile.secrets[0].vaultCertificates[0].certificateStore"))
                .isEqualTo("My");
        assertThat(body.getString("properties.osProfile.windowsConfiguration.winRM.listeners[0].protocol"))
                .isEqualTo("Https");
        assertThat(body.getString("properties.osProfile.windowsConfiguration.additionalUnattendContent[0].settingName"))
                .isEqualTo("AutoLogon");
        assertThat(body.getString("properties.osProfile.windowsConfiguration.patchSettings.assessmentMode"))
                .isEqualTo("ImageDefault");
        assertThat(body.getBoolean("properties.networkProfile.networkInterfaces[0].properties.primary"))
                .isTrue();
        assertThat(body.getBoolean("properties.securityProfile.uefiSettings.vTpmEnabled"))
                .isTrue();
        assertThat(body.getString("properties.diagnosticsProfile.bootDiagnostics.storageUri"))
                .isEqualTo("https://store/");
        assertThat(body.getString("properties.priority")).isEqualTo("Spot");
        assertThat(body.getDouble("properties.billingProfile.maxPrice")).isEqualTo(0.25);
        assertThat(body.getString("properties.applicationProfile.galleryApplications[0].packageReferenceId"))
                .isEqualTo("/app");
        assertThat(body.getString("properties.capacityReservation.capacityReservationGroup.id"))
                .isEqualTo("/crg");
        assertThat(body.getString("properties.hostGroup.id")).isEqualTo("/hosts");
    }

    @Test
    @Rule("V4")
    @DisplayName("V4: an older version shows nothing that came later, and its PUT takes nothing away")
    void olderVersionsShowTheirOwn() {
        String vm = Arm.create(Arm.newGroup(), "vm1", WINDOWS);

        at(SEED_VERSION)
                .get(vm)
                .then()
                .body("extendedLocation", nullValue())
                .body("plan.name", equalTo("p"))
                .body("properties.hardwareProfile.vmSizeProperties", nullValue())
                .body("properties.securityProfile.encryptionAtHost", equalTo(true))
                .body("properties.securityProfile.securityType", nullValue())
                .body("properties.storageProfile.osDisk.deleteOption", nullValue())
                .body("properties.applicationProfile", nullValue())
                .body("properties.timeCreated", nullValue())
                .body("etag", nullValue());
        Arm.finish(at(SEED_VERSION)
                .body("{\"tags\": {\"b\": \"2\"}, \"properties\": {\"securityProfile\": {\"securityType\": \"None\"},"
                        + " \"storageProfile\": {\"dataDisks\": [{\"lun\": 0, \"createOption\": \"Empty\"}]}}}")
                .put(vm));

        at(LATEST)
                .get(vm)
                .then()
                .body("tags.b", equalTo("2"))
                .body("extendedLocation.name", equalTo("edge"))
                .body("properties.securityProfile.securityType", equalTo("TrustedLaunch"))
                .body("properties.storageProfile.osDisk.deleteOption", equalTo("Delete"))
                .body("properties.storageProfile.dataDisks[0].deleteOption", equalTo("Detach"))
                .body("properties.storageProfile.dataDisks[0].diskSizeGB", nullValue())
                .body("etag", not(nullValue()));
    }

    @Test
    void linuxVmKeepsItsKeysForEver() {
        String body =
                """
                {"location": "westeurope", "properties": {
                  "storageProfile": {"imageReference": {"publisher": "Canonical", "offer": "UbuntuServer", "sku": "18.04-LTS"}},
                  "osProfile": {"computerName": "pc", "adminUsername": "u", "linuxConfiguration": {"disablePasswordAuthentication": true,
                   "ssh": {"publicKeys": [{"path": "/home/u/.ssh/authorized_keys", "keyData": "ssh-rsa AAAA"}]}}}}}""";
        String vm = Arm.create(Arm.newGroup(), "vm1", body);

        at(LATEST)
                .get(vm)
                .then()
                .body("properties.osProfile.linuxConfiguration.ssh.publicKeys[0].keyData", equalTo("ssh-rsa AAAA"))
                .body("properties.osProfile.linuxConfiguration.disablePasswordAuthentication", equalTo(true));
        at(LATEST)
                .body(body.replace("AAAA", "BBBB"))
                .put(vm)
                .then()
                .statusCode(409)
                .body("error.code", equalTo("PropertyChangeNotAllowed"))
                .body("error.target", equalTo("linuxConfiguration.ssh.publicKeys"));
        at(LATEST).body(body).put(vm).then().statusCode(200).header("Azure-AsyncOperation", nullValue());
    }

    @Test
    @DisplayName("identity: the platform's ids are filled in, stay, and go with the type that had them")
    void identitiesGetTheirIds() {
        String vm = Arm.create(Arm.newGroup(), "vm1", Arm.windowsVm(""));
        at(LATEST).get(vm).then().body("identity", nullValue());

        String principal = at(LATEST)
                .body("{\"identity\": {\"type\": \"SystemAssigned\"}}")
                .patch(vm)
                .then()
                .statusCode(200)
                .body("identity.principalId", matchesPattern(GUID))
                .body("identity.tenantId", matchesPattern(GUID))
                .extract()
                .path("identity.principalId");
        at(LATEST)
                .body("{\"identity\": {\"type\": \"SystemAssigned, UserAssigned\", \"userAssignedIdentities\": {\""
                        + USER_IDENTITY + "\": {\"clientId\": \"mine\"}}}}")
                .put(vm)
                .then()
                .statusCode(200)
                .body("identity.principalId", equalTo(principal))
                .body("identity.userAssignedIdentities.'" + USER_IDENTITY + "'.clientId", matchesPattern(GUID));
        at(LATEST)
                .body("{\"identity\": {\"type\": \"UserAssigned\", \"userAssignedIdentities\": {\""
                        + USER_IDENTITY.toUpperCase(Locale.ROOT) + "\": null}}}")
                .patch(vm)
                .then()
                .statusCode(400)
                .body("error.target", equalTo("identity.userAssignedIdentities"));
        at(LATEST)
                .body("{\"identity\": {\"type\": \"SystemAssigned\", \"userAssignedIdentities\": {\"" + USER_IDENTITY
                        + "\": {}}}}")
                .patch(vm)
                .then()
                .statusCode(400)
                .body("error.target", equalTo("identity.type"));
        at(LATEST)
                .body("{\"identity\": {\"type\": \"None\"}}")
                .patch(vm)
                .then()
                .statusCode(200)
                .body("identity", nullValue());
    }

    @Test
    @Rule("V4")
    @DisplayName("V4: wrong types, closed words and what is said twice are refused with their path")
    void whatCanNotBeIsRefusedWithItsPath() {
        String vm = Arm.vm(Arm.newGroup(), "vm1");
        refused(vm, "{\"plan\": \"p\"}", "plan", "must be an object");
        refused(
                vm,
                "{\"properties\": {\"billingProfile\": {\"maxPrice\": \"1\"}}}",
                "properties.billingProfile.maxPrice",
                "a number");
        refused(
                vm,
                "{\"properties\": {\"storageProfile\": {\"osDisk\": {\"caching\": \"ReadWrit\"}}}}",
                "properties.storageProfile.osDisk.caching",
                "Did you mean 'ReadWrite'?");
        refused(
                vm,
                "{\"properties\": {\"licenseType\": \"a\", \"LicenseType\": \"b\"}}",
                "properties.licenseType",
                "said twice");
        at(LATEST).get(vm).then().statusCode(404);
    }

    private static void refused(String vm, String body, String target, String message) {
        at(LATER_VERSION)
                .body("{\"location\": \"westeurope\", " + body.substring(1))
                .put(vm)
                .then()
                .statusCode(400)
                .body("error.code", equalTo("InvalidParameter"))
                .body("error.target", equalTo(target))
                .body("error.message", containsString(message));
    }
}
