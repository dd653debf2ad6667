package dev.offpeak.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.management.exception.ManagementException;
import com.azure.resourcemanager.compute.ComputeManager;
import com.azure.resourcemanager.compute.fluent.VirtualMachinesClient;
import com.azure.resourcemanager.compute.models.PowerState;
import com.azure.resourcemanager.compute.models.VirtualMachine;
import com.azure.resourcemanager.compute.models.WindowsVMGuestPatchMode;
import dev.offpeak.rules.Rule;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Power as a program wishes it, and as the VM's host then reports it. */
@ExtendWith(RunningPlatform.class)
class PowerIT {
    private static final String GROUP = "power";

    @Test
    void aVmIsStoppedStartedRestartedAndDeallocated(AzureClient azure) {
        VirtualMachine vm = created(azure, "lamp");

        vm.powerOff();
        assertThat(power(vm)).isEqualTo(PowerState.STOPPED);

        vm.start();
        assertThat(power(vm)).isEqualTo(PowerState.RUNNING);

        vm.restart();
        assertThat(power(vm)).isEqualTo(PowerState.RUNNING);

        vm.deallocate();
        assertThat(power(vm)).isEqualTo(PowerState.DEALLOCATED);
    }

    @Test
    @Rule("A2")
    @DisplayName("A2: the assessment of a VM without power is a clear failure, not a hang")
    void aVmWithoutPowerCantBeAssessed(AzureClient azure) {
        created(azure, "dark").deallocate();
        VirtualMachinesClient vms = azure.operations(AzureClient.SUBSCRIPTION).getVirtualMachines();

        assertThatThrownBy(() -> vms.assessPatches(GROUP, "dark"))
                .isInstanceOfSatisfying(ManagementException.class, refused -> {
                    assertThat(refused.getValue().getCode()).isEqualTo("OperationNotAllowed");
                    assertThat(refused.getValue().getMessage()).contains("running");
                });
    }

    private static VirtualMachine created(AzureClient azure, String name) {
        azure.resources(AzureClient.SUBSCRIPTION)
                .resourceGroups()
                .define(GROUP)
                .withRegion(Vms.REGION)
                .create();
        azure.operations(AzureClient.SUBSCRIPTION)
                .getVirtualMachines()
                .createOrUpdate(GROUP, name, Vms.windows(name, WindowsVMGuestPatchMode.AUTOMATIC_BY_OS));
        ComputeManager compute = azure.compute(AzureClient.SUBSCRIPTION);
        return compute.virtualMachines().getByResourceGroup(GROUP, name);
    }

    private static PowerState power(VirtualMachine vm) {
        vm.refreshInstanceView();
        return vm.powerState();
    }
}
