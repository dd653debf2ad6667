package dev.offpeak.clients;

import com.azure.core.management.SubResource;
import com.azure.resourcemanager.compute.fluent.models.VirtualMachineInner;
import com.azure.resourcemanager.compute.models.DiskCreateOptionTypes;
import com.azure.resourcemanager.compute.models.HardwareProfile;
import com.azure.resourcemanager.compute.models.ImageReference;
import com.azure.resourcemanager.compute.models.NetworkInterfaceReference;
import com.azure.resourcemanager.compute.models.NetworkProfile;
import com.azure.resourcemanager.compute.models.OSDisk;
import com.azure.resourcemanager.compute.models.OSProfile;
import com.azure.resourcemanager.compute.models.PatchSettings;
import com.azure.resourcemanager.compute.models.StorageProfile;
import com.azure.resourcemanager.compute.models.VirtualMachineSizeTypes;
import com.azure.resourcemanager.compute.models.WindowsConfiguration;
import com.azure.resourcemanager.compute.models.WindowsVMGuestPatchMode;
import java.util.List;
import java.util.Map;

/** VMs as a program would describe them to Azure. */
final class Vms {
    static final String REGION = "westeurope";
    static final ImageReference WINDOWS_2019 = new ImageReference()
            .withPublisher("MicrosoftWindowsServer")
            .withOffer("WindowsServer")
            .withSku("2019-Datacenter")
            .withVersion("latest");

    private Vms() {}

    /** A Windows VM whose guest is patched in that mode. */
    static VirtualMachineInner windows(String name, WindowsVMGuestPatchMode mode) {
        return new VirtualMachineInner()
                .withLocation(REGION)
                .withTags(Map.of("shop", "web"))
                .withHardwareProfile(new HardwareProfile().withVmSize(VirtualMachineSizeTypes.STANDARD_DS1_V2))
                .withStorageProfile(new StorageProfile()
                        .withImageReference(WINDOWS_2019)
                        .withOsDisk(new OSDisk().withCreateOption(DiskCreateOptionTypes.FROM_IMAGE)))
                .withNetworkProfile(new NetworkProfile()
                        .withNetworkInterfaces(List.of(new NetworkInterfaceReference()
                                .withPrimary(true)
                                .withId("/subscriptions/" + AzureClient.SUBSCRIPTION
                                        + "/resourceGroups/net/providers/Microsoft.Network/networkInterfaces/"
                                        + name))))
                .withOsProfile(new OSProfile()
                        .withComputerName(name)
                        .withAdminUsername("azureuser")
                        .withAdminPassword("Pa$$w0rd-of-" + name)
                        .withWindowsConfiguration(new WindowsConfiguration()
                                .withProvisionVMAgent(true)
                                .withEnableAutomaticUpdates(mode != WindowsVMGuestPatchMode.MANUAL)
                                .withPatchSettings(new PatchSettings().withPatchMode(mode))));
    }

    /** The same, in an availability set. */
    static VirtualMachineInner windows(String name, WindowsVMGuestPatchMode mode, String availabilitySetId) {
        return windows(name, mode).withAvailabilitySet(new SubResource().withId(availabilitySetId));
    }
}
