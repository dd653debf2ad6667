package dev.offpeak.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.azure.core.management.exception.ManagementException;
import com.azure.resourcemanager.compute.fluent.VirtualMachinesClient;
import com.azure.resourcemanager.compute.fluent.models.VirtualMachineInner;
import com.azure.resourcemanager.compute.fluent.models.VirtualMachineUpdateInner;
import com.azure.resourcemanager.compute.models.ApiErrorException;
import com.azure.resourcemanager.compute.models.ImageReference;
import com.azure.resourcemanager.compute.models.OSProfile;
import com.azure.resourcemanager.compute.models.PatchSettings;
import com.azure.resourcemanager.compute.models.WindowsConfiguration;
import com.azure.resourcemanager.compute.models.WindowsVMGuestPatchMode;
import dev.offpeak.rules.Rule;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the platform refuses is an exception of the SDK's own, with ARM's code, target and a message that says what to do. */
@ExtendWith(RunningPlatform.class)
class RefusalsIT {
    private static final String GROUP = "refused";

    private static VirtualMachinesClient vms;

    @BeforeAll
    static void createTheGroup(AzureClient azure) {
        azure.resources(AzureClient.SUBSCRIPTION)
                .resourceGroups()
                .define(GROUP)
                .withRegion(Vms.REGION)
                .create();
        vms = azure.operations(AzureClient.SUBSCRIPTION).getVirtualMachines();
    }

    @Test
    void whatIsNotThereIsNotFound(AzureClient azure) {
        ApiErrorException noVm = refusal(() -> vms.getByResourceGroup(GROUP, "nobody"), 404, "ResourceNotFound");
        assertThat(noVm.getValue().getMessage())
                .isEqualTo("The Resource 'Microsoft.Compute/virtualMachines/nobody' under resource group '" + GROUP
                        + "' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix");

        refusal(
                () -> vms.createOrUpdate("nowhere", "vm1", Vms.windows("vm1", WindowsVMGuestPatchMode.AUTOMATIC_BY_OS)),
                404,
                "ResourceGroupNotFound");
        ManagementException noGroup = catchThrowableOfType(
                ManagementException.class,
                () -> azure.resources(AzureClient.SUBSCRIPTION).resourceGroups().getByName("nowhere"));
        assertThat(noGroup.getValue().getCode()).isEqualTo("ResourceGroupNotFound");
    }

    @Test
    @Rule("P8")
    @DisplayName("P8: a misspelt mode is refused with the nearest one")
    void aMisspeltModeIsRefused() {
        VirtualMachineInner misspelt = Vms.windows("typo", WindowsVMGuestPatchMode.fromString("AutomaticByPlatfom"));

        ApiErrorException refused = refusal(() -> vms.createOrUpdate(GROUP, "typo", misspelt), 400, "InvalidParameter");

        assertThat(refused.getValue().getTarget()).endsWith("windowsConfiguration.patchSettings.patchMode");
        assertThat(refused.getValue().getMessage()).contains("'AutomaticByPlatform'");
    }

    @Test
    @Rule("P4")
    @DisplayName("P4: enableAutomaticUpdates is set at creation only")
    void whatWasFixedAtCreationStays() {
        vms.createOrUpdate(GROUP, "fixed", Vms.windows("fixed", WindowsVMGuestPatchMode.AUTOMATIC_BY_OS));

        ApiErrorException refused = refusal(
                () -> vms.update(
                        GROUP, "fixed", patching(new WindowsConfiguration().withEnableAutomaticUpdates(false))),
                409,
                "PropertyChangeNotAllowed");

        assertThat(refused.getValue().getTarget()).endsWith("windowsConfiguration.enableAutomaticUpdates");
    }

    @Test
    @Rule("P5")
    @DisplayName("P5: a Manual VM stays Manual")
    void aManualVmStaysManual() {
        vms.createOrUpdate(GROUP, "manual", Vms.windows("manual", WindowsVMGuestPatchMode.MANUAL));

        refusal(
                () -> vms.update(
                        GROUP,
                        "manual",
                        patching(new WindowsConfiguration()
                                .withPatchSettings(new PatchSettings()
                                        .withPatchMode(WindowsVMGuestPatchMode.AUTOMATIC_BY_PLATFORM)))),
                409,
                "PropertyChangeNotAllowed");
    }

    @Test
    @Rule("P7")
    @DisplayName("P7: an image that the platform can't patch is refused")
    void anUnsupportedImageIsRefused() {
        VirtualMachineInner vm = Vms.windows("client", WindowsVMGuestPatchMode.AUTOMATIC_BY_PLATFORM);
        vm.storageProfile()
                .withImageReference(new ImageReference()
                        .withPublisher("MicrosoftWindowsDesktop")
                        .withOffer("Windows-10")
                        .withSku("20h2-pro")
                        .withVersion("latest"));

        ApiErrorException refused = refusal(() -> vms.createOrUpdate(GROUP, "client", vm), 400, "InvalidParameter");

        assertThat(refused.getValue().getMessage()).contains("MicrosoftWindowsDesktop:Windows-10:20h2-pro");
    }

    @Test
    @Rule("V1")
    @DisplayName("V1: an api-version that is no date is refused")
    void anApiVersionThatIsNoneIsRefused(AzureClient azure) {
        VirtualMachinesClient misled = azure.compute(AzureClient.SUBSCRIPTION, AzureClient.pinnedTo("latest"))
                .serviceClient()
                .getVirtualMachines();

        refusal(() -> misled.getByResourceGroup(GROUP, "vm1"), 400, "InvalidApiVersionParameter");
    }

    private static VirtualMachineUpdateInner patching(WindowsConfiguration windows) {
        return new VirtualMachineUpdateInner().withOsProfile(new OSProfile().withWindowsConfiguration(windows));
    }

    private static ApiErrorException refusal(ThrowingCallable call, int status, String code) {
        ApiErrorException refused = catchThrowableOfType(ApiErrorException.class, call);
        assertThat(refused).as("refusal").isNotNull();
        assertThat(refused.getResponse().getStatusCode()).isEqualTo(status);
        assertThat(refused.getValue().getCode()).isEqualTo(code);
        return refused;
    }
}
