package dev.offpeak.compute.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.offpeak.compute.domain.GuestRuntime;
import dev.offpeak.compute.domain.PatchConfiguration;
import dev.offpeak.compute.domain.ProvisioningState;
import dev.offpeak.compute.domain.VmPlacement;
import dev.offpeak.compute.domain.enablement.EnablementProgress;
import dev.offpeak.compute.domain.enablement.EnablementState;
import dev.offpeak.compute.model.Property;
import dev.offpeak.compute.model.VmSchema;
import dev.offpeak.compute.store.VmFindings;
import dev.offpeak.compute.store.VmRow;
import dev.offpeak.contracts.AssessmentMode;
import dev.offpeak.contracts.HealthVerdict;
import dev.offpeak.contracts.OsType;
import dev.offpeak.contracts.PatchMode;
import dev.offpeak.contracts.PatchOperationStatus;
import dev.offpeak.contracts.PowerState;
import dev.offpeak.contracts.RebootSetting;
import dev.offpeak.contracts.RebootStatus;
import dev.offpeak.contracts.WireError;
import dev.offpeak.contracts.message.AssessmentCompleted;
import dev.offpeak.contracts.message.InstallationChanged;
import dev.offpeak.rules.Rule;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The instance view against the contract of every api-version that changed anything. */
class InstanceViewsTest {
    private static final Instant AT = Instant.parse("2020-11-01T22:00:00Z");
    private static final String VIEW = "properties.instanceView";

    static Stream<String> versions() {
        return VmSchema.builtIn().changes().stream();
    }

    @ParameterizedTest
    @MethodSource("versions")
    @Rule({"A3", "I5", "E4"})
    @DisplayName("A3, I5, E4: every field shown is in the version's contract, with its type and its words")
    void fieldsAreTheContracts(String version) {
        JsonNode view = InstanceViews.render(vm(), findings(), version);

        Set<String> shown = new TreeSet<>();
        check(view, VIEW, version, shown);

        assertThat(shown)
                .contains(
                        VIEW + ".vmHealth.status.code",
                        VIEW + ".vmAgent.extensionHandlers[].status.code",
                        VIEW + ".extensions[].statuses[].code",
                        VIEW + ".disks[].statuses[].level",
                        VIEW + ".patchStatus.availablePatchSummary.assessmentActivityId",
                        VIEW + ".patchStatus.availablePatchSummary.error.code",
                        VIEW + ".patchStatus.lastPatchInstallationSummary.failedPatchCount");
        boolean first = version.equals(VmSchema.FIRST);
        assertThat(shown.contains(VIEW + ".patchStatus.lastPatchInstallationSummary.startedBy"))
                .isEqualTo(first);
        assertThat(shown.contains(VIEW + ".patchStatus.lastPatchInstallationSummary.rebootStatus"))
                .isEqualTo(first);
        assertThat(shown.contains(VIEW + ".patchStatus.configurationStatuses[].message"))
                .isEqualTo(!first);
    }

    private static void check(JsonNode node, String path, String version, Set<String> shown) {
        Property property = VmSchema.builtIn().all().stream()
                .filter(one -> one.facts().path().equals(path))
                .findFirst()
                .orElseThrow(() -> new AssertionError(path + " is in no contract"));
        Property.Facts facts = property.facts();
        assertThat(facts.since()).as(path).isLessThanOrEqualTo(version);
        facts.until().ifPresent(until -> assertThat(version).as(path).isLessThan(until));
        assertThat(facts.type().fits(node)).as("%s is %s", path, node).isTrue();
        if (!facts.words().isEmpty()) {
            assertThat(facts.words()).as(path).contains(node.textValue());
        }
        shown.add(path);
        if (node.isArray()) {
            node.forEach(element -> check(element, path + "[]", version, shown));
        }
        node.properties().forEach(member -> check(member.getValue(), path + "." + member.getKey(), version, shown));
    }

    private static VmRow vm() {
        ObjectNode model = JsonNodeFactory.instance.objectNode();
        model.withObject("/storageProfile").putObject("osDisk").put("name", "os");
        model.withObject("/storageProfile").putArray("dataDisks").addObject().put("lun", 1);
        GuestRuntime runtime = GuestRuntime.ofNewVm()
                .withPower(PowerState.RUNNING)
                .withSystem("1.0", "Windows", "10", "pc", "boot")
                .withAgentReady(true, List.of())
                .withPatchExtensionVersion(Optional.of("1.5"))
                .withEnabled(true)
                .withHealth(HealthVerdict.HEALTHY, AT);
        return new VmRow(
                UUID.randomUUID(),
                "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/vm",
                "s",
                "g",
                "vm",
                new VmPlacement("westeurope", Optional.empty(), Optional.of("/set"), Optional.of(1), Optional.of(0)),
                new PatchConfiguration(
                        OsType.WINDOWS,
                        Optional.empty(),
                        Optional.empty(),
                        PatchMode.AUTOMATIC_BY_PLATFORM,
                        AssessmentMode.IMAGE_DEFAULT,
                        RebootSetting.IF_REQUIRED,
                        true,
                        true),
                model,
                Map.of(),
                ProvisioningState.SUCCEEDED,
                "etag",
                1,
                AT,
                AT,
                runtime);
    }

    private static VmFindings findings() {
        Optional<WireError> error = Optional.of(new WireError("Code", "Message."));
        return new VmFindings(
                Optional.of(
                        new AssessmentCompleted("vm", "a", 1, PatchOperationStatus.FAILED, AT, AT, true, 1, 2, error)),
                Optional.of(new InstallationChanged(
                        "vm",
                        "i",
                        1,
                        PatchOperationStatus.COMPLETED_WITH_WARNINGS,
                        true,
                        RebootStatus.REQUIRED,
                        1,
                        2,
                        3,
                        4,
                        5,
                        AT,
                        AT,
                        "Platform",
                        error)),
                Optional.of(new EnablementProgress(
                        EnablementState.ENABLED, Optional.empty(), Optional.empty(), Optional.empty())));
    }
}
