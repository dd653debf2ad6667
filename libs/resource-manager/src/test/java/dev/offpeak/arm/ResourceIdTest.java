package dev.offpeak.arm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.rules.Rule;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Rule("V2")
@DisplayName("V2: resource ids")
class ResourceIdTest {
    private static final String SUBSCRIPTION = "00000000-0000-0000-0000-00000000000a";

    @Test
    void compareWithoutRegardToCasingAndKeepIt() {
        ResourceId one = ResourceId.virtualMachine(SUBSCRIPTION, "myGroup", "myVM");

        ResourceId other = ResourceId.parse(
                "/Subscriptions/00000000-0000-0000-0000-00000000000A/resourcegroups/MYGROUP/Providers/microsoft.compute/VirtualMachines/MYvm");

        assertThat(other).isEqualTo(one).hasSameHashCodeAs(one);
        assertThat(other.name()).isEqualTo("MYvm");
        assertThat(other.resourceGroup()).contains("MYGROUP");
        assertThat(other.isA("Microsoft.Compute/virtualMachines")).isTrue();
        assertThat(one)
                .hasToString("/subscriptions/" + SUBSCRIPTION
                        + "/resourceGroups/myGroup/providers/Microsoft.Compute/virtualMachines/myVM");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/subscriptions/s",
                "/subscriptions/s/resourceGroups/g",
                "/subscriptions/s/providers/Microsoft.Compute",
                "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/v/extensions/e"
            })
    void areWrittenAsTheyWereRead(String id) {
        assertThat(ResourceId.parse(id)).hasToString(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "s",
                "/subscriptions",
                "/subscriptions/",
                "/subscriptions/s/",
                "/subscriptions/s/resourceGroups",
                "/tenants/t",
                "/subscriptions/s/groups/g",
                "/subscriptions/s//x"
            })
    void areNotMadeOfAnythingElse(String text) {
        assertThat(ResourceId.find(text)).isEmpty();
    }

    @Test
    void ofChildrenNameTheirParents() {
        ResourceId extension =
                ResourceId.virtualMachine(SUBSCRIPTION, "g", "v").child("extensions", "WindowsPatchExtension");

        assertThat(extension.type()).isEqualTo("Microsoft.Compute/virtualMachines/extensions");
        assertThat(extension.name()).isEqualTo("WindowsPatchExtension");
        assertThat(extension.toString()).endsWith("/virtualMachines/v/extensions/WindowsPatchExtension");
    }
}
