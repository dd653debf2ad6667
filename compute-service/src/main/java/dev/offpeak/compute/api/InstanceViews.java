package dev.offpeak.compute.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.offpeak.arm.ArmTime;
import dev.offpeak.compute.domain.GuestRuntime;
import dev.offpeak.compute.domain.ProvisioningState;
import dev.offpeak.compute.domain.enablement.Readiness;
import dev.offpeak.compute.store.VmFindings;
import dev.offpeak.compute.store.VmRow;
import dev.offpeak.contracts.PatchMode;
import dev.offpeak.contracts.PowerState;
import dev.offpeak.contracts.RebootStatus;
import dev.offpeak.contracts.WireError;
import dev.offpeak.contracts.message.AssessmentCompleted;
import dev.offpeak.contracts.message.InstallationChanged;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * A VM's instance view (rules E4, A3, I5) as one api-version shows it. Up to 2020-06-01 the installation summary has
 * rebootStatus and startedBy; from 2020-12-01 patchStatus has configurationStatuses.
 */
final class InstanceViews {
    private static final String LATER = "2020-12-01";

    private InstanceViews() {}

    static ObjectNode render(VmRow vm, VmFindings findings, String apiVersion) {
        GuestRuntime runtime = vm.runtime();
        ObjectNode view = JsonNodeFactory.instance.objectNode();
        vm.placement().updateDomain().ifPresent(domain -> view.put("platformUpdateDomain", domain));
        vm.placement().faultDomain().ifPresent(domain -> view.put("platformFaultDomain", domain));
        runtime.computerName().ifPresent(name -> view.put("computerName", name));
        runtime.osName().ifPresent(name -> view.put("osName", name));
        runtime.osVersion().ifPresent(version -> view.put("osVersion", version));
        view.put("hyperVGeneration", "V1");
        view.set("vmAgent", vmAgent(vm));
        ArrayNode disks = view.putArray("disks");
        disks.addObject()
                .put("name", vm.model().at("/storageProfile/osDisk/name").asText("osdisk"))
                .putArray("statuses")
                .add(provisioned(vm));
        vm.model().at("/storageProfile/dataDisks").forEach(disk -> disks.addObject()
                .put(
                        "name",
                        disk.path("name").asText("datadisk" + disk.path("lun").asInt()))
                .putArray("statuses")
                .add(provisioned(vm)));
        extension(vm).ifPresent(extension -> view.putArray("extensions").add(extension));
        vmHealth(runtime).ifPresent(status -> view.putObject("vmHealth").set("status", status));
        view.putArray("statuses").add(provisioned(vm)).add(power(runtime.power()));
        ObjectNode patchStatus = patchStatus(vm, findings, apiVersion);
        if (!patchStatus.isEmpty()) {
            view.set("patchStatus", patchStatus);
        }
        return view;
    }

    /** The instance view of the platform's extension; empty while the guest has none. */
    static Optional<ObjectNode> extension(VmRow vm) {
        return vm.runtime().patchExtensionVersion().map(version -> {
            ObjectNode extension = JsonNodeFactory.instance.objectNode();
            extension
                    .put("name", PatchExtension.nameOf(vm.patching().osType()))
                    .put("type", PatchExtension.typeOf(vm.patching().osType()))
                    .put("typeHandlerVersion", version);
            extension
                    .putArray("statuses")
                    .add(status("ProvisioningState/succeeded", "Info", "Provisioning succeeded", Optional.empty()));
            return extension;
        });
    }

    private static ObjectNode vmAgent(VmRow vm) {
        GuestRuntime runtime = vm.runtime();
        ObjectNode agent = JsonNodeFactory.instance.objectNode();
        agent.put("vmAgentVersion", runtime.agentVersion().orElse("Unknown"));
        ObjectNode status = runtime.agentReady()
                ? status("ProvisioningState/succeeded", "Info", "Ready", runtime.healthObservedAt())
                : status("ProvisioningState/Unavailable", "Warning", "Not Ready", runtime.healthObservedAt());
        status.put(
                "message",
                runtime.agentReady()
                        ? "GuestAgent is running and processing the extensions."
                        : Readiness.whyAgentIsNotReady(runtime));
        agent.putArray("statuses").add(status);
        runtime.patchExtensionVersion().ifPresent(version -> {
            ObjectNode handler = agent.putArray("extensionHandlers").addObject();
            handler.put("type", PatchExtension.typeOf(vm.patching().osType())).put("typeHandlerVersion", version);
            handler.set("status", status("ProvisioningState/succeeded", "Info", "Ready", Optional.empty()));
        });
        return agent;
    }

    private static ObjectNode patchStatus(VmRow vm, VmFindings findings, String apiVersion) {
        ObjectNode patchStatus = JsonNodeFactory.instance.objectNode();
        findings.assessment().ifPresent(found -> patchStatus.set("availablePatchSummary", available(found)));
        if (apiVersion.compareTo(LATER) >= 0 && vm.patching().patchMode() == PatchMode.AUTOMATIC_BY_PLATFORM) {
            patchStatus.putArray("configurationStatuses").add(configuration(vm, findings));
        }
        findings.installation()
                .ifPresent(found -> patchStatus.set("lastPatchInstallationSummary", installed(found, apiVersion)));
        return patchStatus;
    }

    private static ObjectNode available(AssessmentCompleted assessment) {
        ObjectNode summary = JsonNodeFactory.instance.objectNode();
        summary.put("status", assessment.status().toString())
                .put("assessmentActivityId", assessment.activityId())
                .put("rebootPending", assessment.rebootPending())
                .put("criticalAndSecurityPatchCount", assessment.criticalAndSecurityPatchCount())
                .put("otherPatchCount", assessment.otherPatchCount())
                .put("startTime", ArmTime.text(assessment.startedAt()))
                .put("lastModifiedTime", ArmTime.text(assessment.lastModifiedAt()));
        assessment.error().ifPresent(error -> summary.set("error", error(error)));
        return summary;
    }

    private static ObjectNode installed(InstallationChanged installation, String apiVersion) {
        ObjectNode summary = JsonNodeFactory.instance.objectNode();
        summary.put("status", installation.status().toString())
                .put("installationActivityId", installation.activityId())
                .put("maintenanceWindowExceeded", installation.maintenanceWindowExceeded())
                .put("notSelectedPatchCount", installation.notSelectedPatchCount())
                .put("excludedPatchCount", installation.excludedPatchCount())
                .put("pendingPatchCount", installation.pendingPatchCount())
                .put("installedPatchCount", installation.installedPatchCount())
                .put("failedPatchCount", installation.failedPatchCount())
                .put("startTime", ArmTime.text(installation.startedAt()))
                .put("lastModifiedTime", ArmTime.text(installation.lastModifiedAt()));
        if (apiVersion.compareTo(LATER) < 0) {
            if (installation.rebootStatus() != RebootStatus.UNKNOWN) {
                summary.put("rebootStatus", installation.rebootStatus().toString());
            }
            summary.put("startedBy", installation.startedBy());
        }
        installation.error().ifPresent(error -> summary.set("error", error(error)));
        return summary;
    }

    /** Why automatic patching is not ready yet, in the words of its enablement. */
    private static ObjectNode configuration(VmRow vm, VmFindings findings) {
        Readiness readiness = Readiness.of(findings.enablement(), vm.runtime());
        ObjectNode status = readiness.ready()
                ? status("PatchModeConfigurationState/Ready", "Info", "Ready", Optional.of(vm.changedAt()))
                : status("PatchModeConfigurationState/Pending", "Warning", "Pending", Optional.of(vm.changedAt()));
        return status.put("message", readiness.message());
    }

    /** What the guest says of its health in its heartbeats; nothing when it is not heard. */
    private static Optional<ObjectNode> vmHealth(GuestRuntime runtime) {
        return switch (runtime.health()) {
            case HEALTHY ->
                Optional.of(status(
                        "HealthState/healthy",
                        "Info",
                        "The VM is reporting itself as healthy",
                        runtime.healthObservedAt()));
            case UNHEALTHY ->
                Optional.of(status(
                        "HealthState/unhealthy",
                        "Warning",
                        "The VM is reporting itself as unhealthy",
                        runtime.healthObservedAt()));
            case UNKNOWN -> Optional.empty();
        };
    }

    private static ObjectNode provisioned(VmRow vm) {
        ProvisioningState state = vm.provisioningState();
        return status(
                "ProvisioningState/" + state.toString().toLowerCase(Locale.ROOT),
                "Info",
                state == ProvisioningState.SUCCEEDED ? "Provisioning succeeded" : state.toString(),
                Optional.of(vm.changedAt()));
    }

    private static ObjectNode power(PowerState power) {
        return status("PowerState/" + power, "Info", "VM " + power, Optional.empty());
    }

    private static ObjectNode error(WireError error) {
        return JsonNodeFactory.instance.objectNode().put("code", error.code()).put("message", error.message());
    }

    private static ObjectNode status(String code, String level, String displayStatus, Optional<Instant> time) {
        ObjectNode status = JsonNodeFactory.instance
                .objectNode()
                .put("code", code)
                .put("level", level)
                .put("displayStatus", displayStatus);
        time.ifPresent(at -> status.put("time", ArmTime.text(at)));
        return status;
    }
}
