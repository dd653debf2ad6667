package dev.offpeak.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.http.rest.PagedIterable;
import com.azure.core.http.rest.PagedResponse;
import com.azure.core.management.polling.PollResult;
import com.azure.core.util.Context;
import com.azure.core.util.polling.LongRunningOperationStatus;
import com.azure.core.util.polling.SyncPoller;
import com.azure.resourcemanager.compute.ComputeManager;
import com.azure.resourcemanager.compute.fluent.ComputeManagementClient;
import com.azure.resourcemanager.compute.fluent.VirtualMachinesClient;
import com.azure.resourcemanager.compute.fluent.models.VirtualMachineInner;
import com.azure.resourcemanager.compute.fluent.models.VirtualMachineUpdateInner;
import com.azure.resourcemanager.compute.models.ApiErrorException;
import com.azure.resourcemanager.compute.models.AvailabilitySet;
import com.azure.resourcemanager.compute.models.AvailabilitySetSkuTypes;
import com.azure.resourcemanager.compute.models.OSProfile;
import com.azure.resourcemanager.compute.models.OperatingSystemTypes;
import com.azure.resourcemanager.compute.models.PatchSettings;
import com.azure.resourcemanager.compute.models.VirtualMachine;
import com.azure.resourcemanager.compute.models.VirtualMachineSizeTypes;
import com.azure.resourcemanager.compute.models.WindowsConfiguration;
import com.azure.resourcemanager.compute.models.WindowsVMGuestPatchMode;
import com.azure.resourcemanager.resources.ResourceManager;
import dev.offpeak.rules.Rule;
import java.net.URL;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A VM's life: created, read, listed, changed, deleted. */
@ExtendWith(RunningPlatform.class)
class VirtualMachinesIT {
    private static final String GROUP = "shop";

    private static ResourceManager resources;
    private static ComputeManager compute;
    private static ComputeManagementClient operations;
    private static VirtualMachinesClient vms;

    @BeforeAll
    static void createTheGroup(AzureClient azure) {
        resources = azure.resources(AzureClient.SUBSCRIPTION);
        compute = azure.compute(AzureClient.SUBSCRIPTION);
        operations = azure.operations(AzureClient.SUBSCRIPTION);
        vms = operations.getVirtualMachines();
        resources.resourceGroups().define(GROUP).withRegion(Vms.REGION).create();
    }

    @Test
    @Rule("V3")
    @DisplayName("V3: the poller follows the operation, and ends with the VM as it was asked for")
    void aVmIsCreatedByAPoller(AzureClient azure) {
        SyncPoller<PollResult<VirtualMachineInner>, VirtualMachineInner> poller = vms.beginCreateOrUpdate(
                GROUP, "web1", Vms.windows("web1", WindowsVMGuestPatchMode.AUTOMATIC_BY_PLATFORM));

        assertThat(poller.waitForCompletion().getStatus()).isEqualTo(LongRunningOperationStatus.SUCCESSFULLY_COMPLETED);
        assertThat(azure.asked())
                .extracting(URL::getPath)
                .anyMatch(path -> path.startsWith("/subscriptions/" + AzureClient.SUBSCRIPTION
                        + "/providers/Microsoft.Compute/locations/westeurope/operations/"));
        VirtualMachineInner created = poller.getFinalResult();
        assertThat(created.provisioningState()).isEqualTo("Succeeded");
        assertThat(created.id())
                .isEqualTo("/subscriptions/" + AzureClient.SUBSCRIPTION + "/resourceGroups/" + GROUP
                        + "/providers/Microsoft.Compute/virtualMachines/web1");
        assertThat(created.location()).isEqualTo(Vms.REGION);
        assertThat(created.tags()).containsExactly(Map.entry("shop", "web"));
        assertThat(created.vmId()).hasSize(36);
        assertThat(created.timeCreated()).isNotNull();
        assertThat(created.hardwareProfile().vmSize()).isEqualTo(VirtualMachineSizeTypes.STANDARD_DS1_V2);
        assertThat(created.storageProfile().imageReference().sku()).isEqualTo("2019-Datacenter");
        assertThat(created.storageProfile().osDisk().osType()).isEqualTo(OperatingSystemTypes.WINDOWS);
        assertThat(created.networkProfile().networkInterfaces()).hasSize(1);
        assertThat(created.osProfile().windowsConfiguration().patchSettings().patchMode())
                .isEqualTo(WindowsVMGuestPatchMode.AUTOMATIC_BY_PLATFORM);
        assertThat(created.osProfile().adminUsername()).isEqualTo("azureuser");
        assertThat(created.osProfile().adminPassword()).isNull();
    }

    @Test
    void theSameOnceMoreChangesNothing() {
        VirtualMachineInner body = Vms.windows("same", WindowsVMGuestPatchMode.AUTOMATIC_BY_OS);
        vms.createOrUpdate(GROUP, "same", body);
        VirtualMachineInner before = vms.getByResourceGroup(GROUP, "same");

        vms.createOrUpdate(GROUP, "same", body);

        assertThat(vms.getByResourceGroup(GROUP, "same").etag()).isNotNull().isEqualTo(before.etag());
    }

    @Test
    @Rule("V6")
    @DisplayName("V6: the VMs of an availability set are spread over its update domains")
    void vmsOfASetAreSpreadOverItsUpdateDomains() {
        AvailabilitySet set = compute.availabilitySets()
                .define("front")
                .withRegion(Vms.REGION)
                .withExistingResourceGroup(GROUP)
                .withUpdateDomainCount(3)
                .withFaultDomainCount(2)
                .withSku(AvailabilitySetSkuTypes.ALIGNED)
                .create();
        for (String name : List.of("front1", "front2")) {
            vms.createOrUpdate(GROUP, name, Vms.windows(name, WindowsVMGuestPatchMode.AUTOMATIC_BY_PLATFORM, set.id()));
        }

        assertThat(set.refresh().virtualMachineIds())
                .extracting(id -> id.substring(id.lastIndexOf('/') + 1).toLowerCase())
                .containsExactlyInAnyOrder("front1", "front2");
        assertThat(List.of("front1", "front2"))
                .extracting(name -> vms.instanceView(GROUP, name).platformUpdateDomain())
                .doesNotHaveDuplicates()
                .allMatch(domain -> domain >= 0 && domain < 3);
        assertThat(set.updateDomainCount()).isEqualTo(3);
    }

    @Test
    @Rule({"P5", "P10"})
    @DisplayName(
            "P5, P10: PATCH changes what it names and keeps the rest; AutomaticByOS may become AutomaticByPlatform")
    void anUpdateKeepsWhatItLeavesOut() {
        vms.createOrUpdate(GROUP, "api1", Vms.windows("api1", WindowsVMGuestPatchMode.AUTOMATIC_BY_OS));

        VirtualMachineInner updated = vms.update(
                GROUP,
                "api1",
                new VirtualMachineUpdateInner()
                        .withTags(Map.of("shop", "api"))
                        .withOsProfile(new OSProfile()
                                .withWindowsConfiguration(new WindowsConfiguration()
                                        .withPatchSettings(new PatchSettings()
                                                .withPatchMode(WindowsVMGuestPatchMode.AUTOMATIC_BY_PLATFORM)))));

        assertThat(updated.provisioningState()).isEqualTo("Succeeded");
        assertThat(updated.tags()).containsEntry("shop", "api");
        WindowsConfiguration windows = updated.osProfile().windowsConfiguration();
        assertThat(windows.patchSettings().patchMode()).isEqualTo(WindowsVMGuestPatchMode.AUTOMATIC_BY_PLATFORM);
        assertThat(windows.enableAutomaticUpdates()).isTrue();
        assertThat(updated.osProfile().adminUsername()).isEqualTo("azureuser");
        assertThat(updated.storageProfile().imageReference().sku()).isEqualTo("2019-Datacenter");
        assertThat(updated.networkProfile().networkInterfaces()).hasSize(1);
    }

    @Test
    @Rule("V4")
    @DisplayName("V4: lists come in pages whose nextLink leads back through the gateway")
    void listsComeInPages(AzureClient azure) {
        ResourceManager others = azure.resources("00000000-0000-0000-0000-000000000003");
        others.resourceGroups().define("many").withRegion(Vms.REGION).create();
        others.resourceGroups().define("few").withRegion(Vms.REGION).create();
        VirtualMachinesClient many =
                azure.operations("00000000-0000-0000-0000-000000000003").getVirtualMachines();
        List<SyncPoller<PollResult<VirtualMachineInner>, VirtualMachineInner>> pollers =
                List.of("a", "b", "c", "d", "e").stream()
                        .map(name -> many.beginCreateOrUpdate(
                                "many", name, Vms.windows(name, WindowsVMGuestPatchMode.AUTOMATIC_BY_OS)))
                        .collect(Collectors.toList());
        pollers.add(many.beginCreateOrUpdate("few", "f", Vms.windows("f", WindowsVMGuestPatchMode.AUTOMATIC_BY_OS)));
        pollers.forEach(SyncPoller::waitForCompletion);

        PagedIterable<VirtualMachineInner> ofGroup = many.listByResourceGroup("many");
        assertThat(ofGroup).extracting(VirtualMachineInner::name).containsExactlyInAnyOrder("a", "b", "c", "d", "e");
        List<PagedResponse<VirtualMachineInner>> pages = ofGroup.streamByPage().collect(Collectors.toList());
        assertThat(pages).extracting(page -> page.getValue().size()).containsExactly(2, 2, 1);
        assertThat(pages.get(0).getContinuationToken()).startsWith(azure.gateway() + "/subscriptions/");
        assertThat(pages.get(2).getContinuationToken()).isNull();
        assertThat(many.list())
                .extracting(VirtualMachineInner::name)
                .containsExactlyInAnyOrder("a", "b", "c", "d", "e", "f");
        assertThat(many.listByLocation(Vms.REGION)).hasSize(6);
        assertThat(many.listByLocation("northeurope")).isEmpty();
        assertThat(others.resourceGroups().list())
                .extracting(group -> group.name())
                .containsExactlyInAnyOrder("few", "many");
    }

    @Test
    void theFluentModelReadsThemToo() {
        vms.createOrUpdate(GROUP, "fluent", Vms.windows("fluent", WindowsVMGuestPatchMode.MANUAL));

        VirtualMachine vm = compute.virtualMachines().getByResourceGroup(GROUP, "fluent");

        assertThat(vm.computerName()).isEqualTo("fluent");
        assertThat(vm.size()).isEqualTo(VirtualMachineSizeTypes.STANDARD_DS1_V2);
        assertThat(vm.osType()).isEqualTo(OperatingSystemTypes.WINDOWS);
        assertThat(vm.provisioningState()).isEqualTo("Succeeded");
        assertThat(compute.virtualMachines().listByResourceGroup(GROUP))
                .extracting(VirtualMachine::name)
                .contains("fluent");
    }

    @Test
    @Rule("V4")
    @DisplayName("V4: two who change a VM at once: the second is told so, and reads again")
    void aStaleEtagIsRefused() {
        vms.createOrUpdate(GROUP, "shared", Vms.windows("shared", WindowsVMGuestPatchMode.AUTOMATIC_BY_OS));
        VirtualMachineInner seenByBoth = vms.getByResourceGroup(GROUP, "shared");
        tag("shared", seenByBoth.etag(), "first");

        assertThatThrownBy(() -> tag("shared", seenByBoth.etag(), "second"))
                .isInstanceOfSatisfying(ApiErrorException.class, refused -> {
                    assertThat(refused.getResponse().getStatusCode()).isEqualTo(412);
                    assertThat(refused.getValue().getCode()).isEqualTo("PreconditionFailed");
                });

        tag("shared", vms.getByResourceGroup(GROUP, "shared").etag(), "second");
        assertThat(vms.getByResourceGroup(GROUP, "shared").tags()).containsEntry("by", "second");
        assertThatThrownBy(() -> vms.createOrUpdate(
                        GROUP,
                        "shared",
                        Vms.windows("shared", WindowsVMGuestPatchMode.AUTOMATIC_BY_OS),
                        null,
                        "*",
                        Context.NONE))
                .isInstanceOfSatisfying(ApiErrorException.class, refused -> assertThat(
                                refused.getResponse().getStatusCode())
                        .isEqualTo(412));
    }

    private static void tag(String name, String etag, String by) {
        VirtualMachineUpdateInner update = new VirtualMachineUpdateInner().withTags(Map.of("by", by));
        vms.update(GROUP, name, update, etag, null, Context.NONE);
    }

    @Test
    void aDeletedVmIsGone() {
        vms.createOrUpdate(GROUP, "old", Vms.windows("old", WindowsVMGuestPatchMode.AUTOMATIC_BY_OS));

        assertThat(vms.beginDelete(GROUP, "old").waitForCompletion().getStatus())
                .isEqualTo(LongRunningOperationStatus.SUCCESSFULLY_COMPLETED);

        assertThatThrownBy(() -> vms.getByResourceGroup(GROUP, "old"))
                .isInstanceOfSatisfying(ApiErrorException.class, refused -> {
                    assertThat(refused.getResponse().getStatusCode()).isEqualTo(404);
                    assertThat(refused.getValue().getCode()).isEqualTo("ResourceNotFound");
                });
        vms.delete(GROUP, "old");
    }

    @Test
    void aDeletedResourceGroupTakesItsVmsAlong() {
        resources.resourceGroups().define("brief").withRegion(Vms.REGION).create();
        vms.createOrUpdate("brief", "vm1", Vms.windows("vm1", WindowsVMGuestPatchMode.AUTOMATIC_BY_OS));

        resources.resourceGroups().deleteByName("brief");

        assertThat(resources.resourceGroups().contain("brief")).isFalse();
        assertThat(vms.list()).extracting(VirtualMachineInner::id).noneMatch(id -> id.contains("/brief/"));
    }
}
