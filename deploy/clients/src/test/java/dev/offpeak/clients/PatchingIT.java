package dev.offpeak.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.azure.core.util.Context;
import com.azure.resourcemanager.compute.fluent.ComputeManagementClient;
import com.azure.resourcemanager.compute.fluent.VirtualMachinesClient;
import com.azure.resourcemanager.compute.fluent.models.VirtualMachineAssessPatchesResultInner;
import com.azure.resourcemanager.compute.fluent.models.VirtualMachineExtensionInner;
import com.azure.resourcemanager.compute.fluent.models.VirtualMachineInner;
import com.azure.resourcemanager.compute.fluent.models.VirtualMachineInstanceViewInner;
import com.azure.resourcemanager.compute.models.ApiErrorException;
import com.azure.resourcemanager.compute.models.AvailablePatchSummary;
import com.azure.resourcemanager.compute.models.InstanceViewTypes;
import com.azure.resourcemanager.compute.models.PatchAssessmentState;
import com.azure.resourcemanager.compute.models.PatchOperationStatus;
import com.azure.resourcemanager.compute.models.VirtualMachinePatchStatus;
import com.azure.resourcemanager.compute.models.VirtualMachineSoftwarePatchProperties;
import com.azure.resourcemanager.compute.models.WindowsVMGuestPatchMode;
import dev.offpeak.rules.Rule;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the platform does in a guest, as a program sees it; the simulated guest answers for the machine. */
@ExtendWith(RunningPlatform.class)
class PatchingIT {
    private static final String GROUP = "patched";
    private static final String VM = "night1";
    private static final String EXTENSION = "WindowsPatchExtension";
    private static final Duration ENABLED_WITHIN = Duration.ofSeconds(120);

    private static ComputeManagementClient operations;
    private static VirtualMachinesClient vms;

    @BeforeAll
    static void createAVmThatThePlatformPatches(AzureClient azure) {
        azure.resources(AzureClient.SUBSCRIPTION)
                .resourceGroups()
                .define(GROUP)
                .withRegion(Vms.REGION)
                .create();
        operations = azure.operations(AzureClient.SUBSCRIPTION);
        vms = operations.getVirtualMachines();
        vms.createOrUpdate(GROUP, VM, Vms.windows(VM, WindowsVMGuestPatchMode.AUTOMATIC_BY_PLATFORM));
        await().atMost(ENABLED_WITHIN)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> "PatchModeConfigurationState/Ready"
                        .equals(patchStatus().configurationStatuses().get(0).code()));
    }

    @Test
    @Rule({"E1", "E4"})
    @DisplayName("E1, E4: the platform's extension and a first assessment are in the instance view")
    void theInstanceViewShowsThatTheVmIsEnabled() {
        VirtualMachineInstanceViewInner view = vms.instanceView(GROUP, VM);

        assertThat(view.computerName()).isEqualTo(VM);
        assertThat(view.osName()).startsWith("Windows Server 2019");
        assertThat(view.vmAgent().statuses())
                .singleElement()
                .extracting(status -> status.displayStatus())
                .isEqualTo("Ready");
        assertThat(view.statuses())
                .extracting(status -> status.code())
                .containsExactly("ProvisioningState/succeeded", "PowerState/running");
        assertThat(view.extensions())
                .singleElement()
                .satisfies(extension -> assertThat(extension.name()).isEqualTo(EXTENSION))
                .satisfies(extension ->
                        assertThat(extension.type()).isEqualTo("Microsoft.CPlat.Core.WindowsPatchExtension"));
        AvailablePatchSummary summary = view.patchStatus().availablePatchSummary();
        assertThat(summary.status()).isEqualTo(PatchOperationStatus.SUCCEEDED);
        assertThat(summary.assessmentActivityId()).isNotEmpty();
        assertThat(summary.startTime()).isBefore(summary.lastModifiedTime());
        assertThat(summary.error()).isNull();
    }

    @Test
    @Rule({"A2", "A3", "A4"})
    @DisplayName("A2 to A4: assessPatches ends with the patches that the guest lacks, and the instance view follows")
    void anAssessmentOnDemandIsATypedResult() {
        VirtualMachineAssessPatchesResultInner result = vms.assessPatches(GROUP, VM);

        assertThat(result.status()).isEqualTo(PatchOperationStatus.SUCCEEDED);
        assertThat(result.error()).isNull();
        assertThat(result.startDateTime()).isNotNull();
        List<VirtualMachineSoftwarePatchProperties> patches = result.availablePatches();
        assertThat(patches)
                .hasSize(result.criticalAndSecurityPatchCount() + result.otherPatchCount())
                .isNotEmpty()
                .allSatisfy(patch -> {
                    assertThat(patch.patchId()).isNotEmpty();
                    assertThat(patch.kbId()).matches("[0-9]+");
                    assertThat(patch.name()).contains(patch.kbId());
                    assertThat(patch.classifications()).isNotEmpty();
                    assertThat(patch.rebootBehavior()).isNotNull();
                    assertThat(patch.publishedDate()).isBefore(result.startDateTime());
                    assertThat(patch.assessmentState()).isEqualTo(PatchAssessmentState.AVAILABLE);
                });
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(
                        patchStatus().availablePatchSummary().assessmentActivityId())
                .isEqualTo(result.assessmentActivityId()));
    }

    @Test
    @Rule("A4")
    @DisplayName(
            "A4: a program that is pinned to the first api-version gets what that version has, and nothing of later ones")
    void theFirstApiVersionIsSpokenToo(AzureClient azure) {
        VirtualMachinesClient first = azure.compute(AzureClient.SUBSCRIPTION, AzureClient.pinnedTo("2020-06-01"))
                .serviceClient()
                .getVirtualMachines();

        VirtualMachineInner vm = first.getByResourceGroup(GROUP, VM);
        assertThat(vm.osProfile().windowsConfiguration().patchSettings().patchMode())
                .isEqualTo(WindowsVMGuestPatchMode.AUTOMATIC_BY_PLATFORM);
        assertThat(vm.timeCreated()).isNull();
        VirtualMachinePatchStatus status = first.instanceView(GROUP, VM).patchStatus();
        assertThat(status.availablePatchSummary().status()).isEqualTo(PatchOperationStatus.SUCCEEDED);
        assertThat(status.configurationStatuses()).isNull();
        VirtualMachineAssessPatchesResultInner result = first.assessPatches(GROUP, VM);
        assertThat(result.status()).isEqualTo(PatchOperationStatus.SUCCEEDED);
        assertThat(result.criticalAndSecurityPatchCount() + result.otherPatchCount())
                .isPositive();
        assertThat(result.availablePatches()).as("called patches then").isNull();
    }

    @Test
    @Rule("E1")
    @DisplayName("E1: users see the platform's extension, and can neither install nor remove it")
    void thePatchExtensionIsThePlatforms() {
        assertThat(operations.getVirtualMachineExtensions().list(GROUP, VM).value())
                .singleElement()
                .extracting(VirtualMachineExtensionInner::name)
                .isEqualTo(EXTENSION);
        VirtualMachineExtensionInner extension =
                operations.getVirtualMachineExtensions().get(GROUP, VM, EXTENSION);
        assertThat(extension.provisioningState()).isEqualTo("Succeeded");
        assertThat(extension.publisher()).isEqualTo("Microsoft.CPlat.Core");
        assertThat(extension.typePropertiesType()).isEqualTo(EXTENSION);
        assertThat(extension.typeHandlerVersion()).matches("[0-9.]+");

        VirtualMachineExtensionInner own = new VirtualMachineExtensionInner()
                .withLocation(Vms.REGION)
                .withPublisher("Microsoft.CPlat.Core")
                .withTypePropertiesType(EXTENSION)
                .withTypeHandlerVersion("1.6");
        assertThatThrownBy(() -> operations.getVirtualMachineExtensions().createOrUpdate(GROUP, VM, EXTENSION, own))
                .satisfies(refused -> isNotAllowed((ApiErrorException) refused));
        assertThatThrownBy(() -> operations.getVirtualMachineExtensions().delete(GROUP, VM, EXTENSION))
                .satisfies(refused -> isNotAllowed((ApiErrorException) refused));
    }

    private static void isNotAllowed(ApiErrorException refused) {
        assertThat(refused.getResponse().getStatusCode()).isEqualTo(409);
        assertThat(refused.getValue().getCode()).isEqualTo("OperationNotAllowed");
    }

    /** As az and most programs read it: with the VM. */
    private static VirtualMachinePatchStatus patchStatus() {
        return vms.getByResourceGroupWithResponse(GROUP, VM, InstanceViewTypes.INSTANCE_VIEW, Context.NONE)
                .getValue()
                .instanceView()
                .patchStatus();
    }
}
