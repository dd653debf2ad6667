package dev.offpeak.compute.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.offpeak.arm.ArmRefusal;
import dev.offpeak.arm.RefusedException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Body of PUT and PATCH …/virtualMachines/{vmName}, types checked; absent parts are empty. What a VM has no use for is dropped
 * (rule V4), what the api-version does not know of patching is refused (rule P6).
 *
 * @param location as the client spelt it
 * @param zones as listed
 * @param tags names with strings or, to remove one in a PATCH, null
 * @param properties the writable ones, secrets stripped
 * @param availabilitySetId as the client spelt it
 * @see <a href="https://github.com/Azure/azure-rest-api-specs">Microsoft.Compute/ComputeRP/stable/2023-07-01/virtualMachine.json, VirtualMachine</a>
 */
record VmBody(
        Optional<String> location,
        Optional<List<String>> zones,
        Optional<ObjectNode> tags,
        ObjectNode properties,
        Optional<String> availabilitySetId) {
    private static final Set<String> PROPERTIES = Set.of(
            "hardwareProfile",
            "storageProfile",
            "additionalCapabilities",
            "osProfile",
            "networkProfile",
            "securityProfile",
            "diagnosticsProfile",
            "availabilitySet",
            "proximityPlacementGroup",
            "priority",
            "evictionPolicy",
            "billingProfile",
            "host",
            "hostGroup",
            "licenseType",
            "extensionsTimeBudget",
            "scheduledEventsProfile",
            "userData",
            "capacityReservation",
            "applicationProfile");

    /** @throws RefusedException when it is no object or a member has the wrong type */
    static VmBody read(JsonNode body, String apiVersion) {
        if (!(body instanceof ObjectNode whole)) {
            throw new RefusedException(ArmRefusal.invalidRequestContent(
                    "The request content must be a JSON object that describes a virtual machine."));
        }
        Fields fields = Fields.of(whole);
        Fields said = fields.object("properties");
        checkTypes(said);
        PatchMembers.check(said.json(), apiVersion);
        ObjectNode properties = said.json().deepCopy();
        properties.retain(PROPERTIES);
        Secrets.strip(properties);
        return new VmBody(
                fields.text("location"),
                fields.texts("zones"),
                Tags.read(fields),
                properties,
                said.object("availabilitySet").text("id"));
    }

    private static void checkTypes(Fields properties) {
        properties.object("hardwareProfile").text("vmSize");
        properties.text("licenseType");
        Fields storage = properties.object("storageProfile");
        Fields image = storage.object("imageReference");
        List.of("publisher", "offer", "sku", "version", "id").forEach(image::text);
        Fields osDisk = storage.object("osDisk");
        List.of("osType", "name", "createOption", "caching").forEach(osDisk::text);
        osDisk.number("diskSizeGB");
        storage.objects("dataDisks");
        properties
                .object("networkProfile")
                .objects("networkInterfaces")
                .orElse(List.of())
                .forEach(nic -> nic.text("id"));
        Fields osProfile = properties.object("osProfile");
        List.of("computerName", "adminUsername", "adminPassword", "customData").forEach(osProfile::text);
        osProfile.flag("allowExtensionOperations");
        Fields windows = osProfile.object("windowsConfiguration");
        windows.flag("provisionVMAgent");
        windows.flag("enableAutomaticUpdates");
        windows.text("timeZone");
        windows.objects("additionalUnattendContent");
        checkPatchSettings(windows);
        Fields linux = osProfile.object("linuxConfiguration");
        linux.flag("provisionVMAgent");
        linux.flag("disablePasswordAuthentication");
        checkPatchSettings(linux);
    }

    private static void checkPatchSettings(Fields configuration) {
        Fields settings = configuration.object("patchSettings");
        settings.text("patchMode");
        settings.text("assessmentMode");
        settings.flag("enableHotpatching");
        Fields byPlatform = settings.object("automaticByPlatformSettings");
        byPlatform.text("rebootSetting");
        byPlatform.flag("bypassPlatformSafetyChecksOnUserSchedule");
    }
}
