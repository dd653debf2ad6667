package dev.offpeak.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.azure.core.management.exception.ManagementException;
import com.azure.resourcemanager.compute.fluent.VirtualMachinesClient;
import com.azure.resourcemanager.compute.fluent.models.VirtualMachineInner;
import com.azure.resourcemanager.compute.models.ApiErrorException;
import com.azure.resourcemanager.compute.models.WindowsVMGuestPatchMode;
import com.azure.resourcemanager.resources.ResourceManager;
import com.azure.resourcemanager.resources.models.Feature;
import com.azure.resourcemanager.resources.models.Provider;
import com.azure.resourcemanager.resources.models.ProviderResourceType;
import com.azure.resourcemanager.resources.models.Subscription;
import com.azure.resourcemanager.resources.models.SubscriptionState;
import dev.offpeak.rules.Rule;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** From an unknown subscription to one whose VMs may be patched by the platform. */
@ExtendWith(RunningPlatform.class)
class RegistrationIT {
    private static final String NEW_SUBSCRIPTION = "00000000-0000-0000-0000-000000000002";
    private static final String HASTY_SUBSCRIPTION = "00000000-0000-0000-0000-000000000004";

    @Test
    void subscriptionsAndTheirLocationsAreListed(AzureClient azure) {
        ResourceManager resources = azure.resources(AzureClient.SUBSCRIPTION);

        assertThat(resources.subscriptions().list())
                .filteredOn(subscription -> subscription.subscriptionId().equals(AzureClient.SUBSCRIPTION))
                .singleElement()
                .extracting(Subscription::state)
                .isEqualTo(SubscriptionState.ENABLED);
        Subscription subscription = resources.subscriptions().getById(AzureClient.SUBSCRIPTION);
        assertThat(subscription.listLocations())
                .extracting(location -> location.region().name())
                .contains("westeurope", "northeurope");
        assertThat(resources.tenants().list()).hasSize(1);
    }

    @Test
    @Rule({"F1", "F2", "F3", "F4"})
    @DisplayName("F1 to F4: a feature is registered, and takes effect once its provider was registered after it")
    void aFeatureTakesEffectAfterItsProviderWasRegistered(AzureClient azure) {
        ResourceManager resources = azure.resources(NEW_SUBSCRIPTION);
        resources.resourceGroups().define("first").withRegion(Vms.REGION).create();
        VirtualMachinesClient vms = azure.operations(NEW_SUBSCRIPTION).getVirtualMachines();
        VirtualMachineInner wanted = Vms.windows("vm1", WindowsVMGuestPatchMode.AUTOMATIC_BY_PLATFORM);
        assertThatThrownBy(() -> vms.createOrUpdate("first", "vm1", wanted))
                .isInstanceOfSatisfying(ApiErrorException.class, refused -> {
                    assertThat(refused.getResponse().getStatusCode()).isEqualTo(409);
                    assertThat(refused.getValue().getCode()).isEqualTo("MissingSubscriptionRegistration");
                    assertThat(refused.getValue().getMessage()).contains("InGuestAutoPatchVMPreview");
                });

        Feature registering = resources.features().register("Microsoft.Compute", "InGuestAutoPatchVMPreview");

        assertThat(registering.state()).isEqualTo("Registering");
        assertThat(registering.resourceProviderName()).isEqualTo("Microsoft.Compute");
        assertThat(registering.featureName()).isEqualTo("InGuestAutoPatchVMPreview");
        awaitRegistered(resources, "InGuestAutoPatchVMPreview");
        Provider compute = resources.providers().register("Microsoft.Compute");
        assertThat(compute.namespace()).isEqualTo("Microsoft.Compute");
        await().atMost(Duration.ofSeconds(30)).until(() -> resources
                .providers()
                .getByName("Microsoft.Compute")
                .registrationState()
                .equals("Registered"));
        assertThat(vms.createOrUpdate("first", "vm1", wanted).provisioningState())
                .isEqualTo("Succeeded");
    }

    @Test
    @Rule("F4")
    @DisplayName("F4: the SDK registers the provider by itself when it is told that this is missing")
    void theSdkRegistersTheProviderByItself(AzureClient azure) {
        ResourceManager resources = azure.resources(HASTY_SUBSCRIPTION);
        resources.resourceGroups().define("first").withRegion(Vms.REGION).create();
        resources.features().register("Microsoft.Compute", "InGuestAutoPatchVMPreview");
        awaitRegistered(resources, "InGuestAutoPatchVMPreview");

        VirtualMachineInner created = azure.operations(HASTY_SUBSCRIPTION)
                .getVirtualMachines()
                .createOrUpdate("first", "vm1", Vms.windows("vm1", WindowsVMGuestPatchMode.AUTOMATIC_BY_PLATFORM));

        assertThat(created.provisioningState()).isEqualTo("Succeeded");
    }

    @Test
    void theProviderTellsItsTypesAndTheirVersions(AzureClient azure) {
        Provider compute = azure.resources(AzureClient.SUBSCRIPTION).providers().getByName("Microsoft.Compute");

        assertThat(compute.resourceTypes())
                .extracting(ProviderResourceType::resourceType)
                .contains("virtualMachines", "availabilitySets");
        assertThat(compute.resourceTypes())
                .filteredOn(type -> type.resourceType().equals("virtualMachines"))
                .singleElement()
                .satisfies(type -> assertThat(type.apiVersions()).contains("2020-06-01"))
                .satisfies(type -> assertThat(type.locations()).contains("West Europe"));
    }

    @Test
    @Rule("F3")
    @DisplayName("F3: an unknown feature is refused by name")
    void anUnknownFeatureIsRefused(AzureClient azure) {
        ResourceManager resources = azure.resources(NEW_SUBSCRIPTION);

        assertThatThrownBy(() -> resources.features().register("Microsoft.Compute", "InGuestAutoPatch"))
                .isInstanceOfSatisfying(ManagementException.class, refused -> {
                    assertThat(refused.getResponse().getStatusCode()).isEqualTo(404);
                    assertThat(refused.getValue().getCode()).isEqualTo("FeatureNotFound");
                    assertThat(refused.getValue().getMessage()).contains("InGuestAutoPatchVMPreview");
                });
    }

    private static void awaitRegistered(ResourceManager resources, String feature) {
        await().atMost(Duration.ofSeconds(30)).until(() -> resources
                .featureClient()
                .getFeatures()
                .get("Microsoft.Compute", feature)
                .properties()
                .state()
                .equals("Registered"));
    }
}
