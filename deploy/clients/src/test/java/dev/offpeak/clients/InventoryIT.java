package dev.offpeak.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.management.exception.ManagementException;
import com.azure.resourcemanager.compute.ComputeManager;
import com.azure.resourcemanager.compute.fluent.VirtualMachinesClient;
import com.azure.resourcemanager.compute.fluent.models.VirtualMachineImageInner;
import com.azure.resourcemanager.compute.fluent.models.VirtualMachineInner;
import com.azure.resourcemanager.compute.models.AvailabilitySet;
import com.azure.resourcemanager.compute.models.ImageReference;
import com.azure.resourcemanager.compute.models.LinuxConfiguration;
import com.azure.resourcemanager.compute.models.LinuxPatchSettings;
import com.azure.resourcemanager.compute.models.LinuxVMGuestPatchMode;
import com.azure.resourcemanager.compute.models.OperatingSystemTypes;
import com.azure.resourcemanager.compute.models.VirtualMachineSize;
import com.azure.resourcemanager.compute.models.WindowsVMGuestPatchMode;
import com.azure.resourcemanager.resources.ResourceManager;
import com.azure.resourcemanager.resources.models.GenericResource;
import com.azure.resourcemanager.resources.models.ResourceGroup;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What there is and what there could be: groups, sets, sizes, images, and VMs of other kinds. */
@ExtendWith(RunningPlatform.class)
class InventoryIT {
    private static final String GROUP = "inventory";

    private static ResourceManager resources;
    private static ComputeManager compute;
    private static VirtualMachinesClient vms;

    @BeforeAll
    static void createTheGroup(AzureClient azure) {
        resources = azure.resources(AzureClient.SUBSCRIPTION);
        compute = azure.compute(AzureClient.SUBSCRIPTION);
        vms = compute.serviceClient().getVirtualMachines();
        resources.resourceGroups().define(GROUP).withRegion(Vms.REGION).create();
    }

    @Test
    void aResourceGroupIsTaggedAndItsContentsListed() {
        ResourceGroup group = resources
                .resourceGroups()
                .define("tagged")
                .withRegion("northeurope")
                .withTag("cost", "low")
                .create();
        group.update().withTag("owner", "web").apply();
        compute.availabilitySets()
                .define("set")
                .withRegion("northeurope")
                .withExistingResourceGroup("tagged")
                .create();

        assertThat(resources.resourceGroups().getByName("TAGGED").tags())
                .containsEntry("cost", "low")
                .containsEntry("owner", "web");
        assertThat(resources.genericResources().listByResourceGroup("tagged"))
                .singleElement()
                .satisfies(resource -> assertThat(resource.name()).isEqualTo("set"))
                .extracting(GenericResource::resourceType)
                .isEqualTo("availabilitySets");
    }

    @Test
    void anAvailabilitySetIsChangedAndDeleted() {
        AvailabilitySet set = compute.availabilitySets()
                .define("brief")
                .withRegion(Vms.REGION)
                .withExistingResourceGroup(GROUP)
                .create();
        assertThat(set.updateDomainCount()).isEqualTo(5);

        set.update().withTag("tier", "front").apply();
        assertThat(compute.availabilitySets().getByResourceGroup(GROUP, "brief").tags())
                .containsEntry("tier", "front");
        assertThat(compute.availabilitySets().listByResourceGroup(GROUP))
                .extracting(AvailabilitySet::name)
                .contains("brief");

        compute.availabilitySets().deleteById(set.id());
        assertThatThrownBy(() -> compute.availabilitySets().getById(set.id()))
                .isInstanceOfSatisfying(
                        ManagementException.class,
                        refused -> assertThat(refused.getValue().getCode()).isEqualTo("ResourceNotFound"));
    }

    @Test
    void sizesAndImagesCanBeLookedUp() {
        assertThat(compute.virtualMachines().sizes().listByRegion(Vms.REGION))
                .extracting(VirtualMachineSize::name)
                .contains("Standard_DS1_v2");
        VirtualMachineImageInner image = compute.serviceClient()
                .getVirtualMachineImages()
                .get(Vms.REGION, "MicrosoftWindowsServer", "WindowsServer", "2019-Datacenter", "latest");
        assertThat(image.osDiskImage().operatingSystem()).isEqualTo(OperatingSystemTypes.WINDOWS);
        assertThat(compute.serviceClient()
                        .getVirtualMachineImages()
                        .list(Vms.REGION, "MicrosoftWindowsServer", "WindowsServer", "2019-Datacenter"))
                .hasSize(1);
    }

    @Test
    void aLinuxVmOfAZoneKeepsWhatItSays() {
        VirtualMachineInner wanted =
                Vms.windows("penguin", WindowsVMGuestPatchMode.MANUAL).withZones(List.of("2"));
        wanted.storageProfile()
                .withImageReference(new ImageReference()
                        .withPublisher("Canonical")
                        .withOffer("0001-com-ubuntu-server-jammy")
                        .withSku("22_04-lts-gen2")
                        .withVersion("latest"));
        wanted.osProfile()
                .withWindowsConfiguration(null)
                .withLinuxConfiguration(new LinuxConfiguration()
                        .withDisablePasswordAuthentication(false)
                        .withPatchSettings(
                                new LinuxPatchSettings().withPatchMode(LinuxVMGuestPatchMode.IMAGE_DEFAULT)));

        VirtualMachineInner created = vms.createOrUpdate(GROUP, "penguin", wanted);

        assertThat(created.zones()).containsExactly("2");
        assertThat(created.storageProfile().osDisk().osType()).isEqualTo(OperatingSystemTypes.LINUX);
        assertThat(created.osProfile().linuxConfiguration().disablePasswordAuthentication())
                .isFalse();
        assertThat(created.osProfile().linuxConfiguration().patchSettings().patchMode())
                .isEqualTo(LinuxVMGuestPatchMode.IMAGE_DEFAULT);
    }
}
