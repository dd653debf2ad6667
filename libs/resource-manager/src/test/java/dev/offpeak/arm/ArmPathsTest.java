package dev.offpeak.arm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.rules.Rule;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@Rule("V2")
@DisplayName("V2: paths")
class ArmPathsTest {
    @Test
    void collapseDoubleSlashes() {
        assertThat(ArmPaths.canonical(
                        "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute//availabilitySets/AS"))
                .isEqualTo("/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/availabilitySets/AS");
    }

    @Test
    void takeOurCasingForArmsWords() {
        assertThat(
                        ArmPaths.canonical(
                                "/SUBSCRIPTIONS/s/resourcegroups/g/PROVIDERS/microsoft.compute/virtualmachines/Vm/assesspatches"))
                .isEqualTo(
                        "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/Vm/assessPatches");
    }

    @Test
    void keepTheCasingOfNamesEvenWhenTheyLookLikeWords() {
        assertThat(ArmPaths.canonical("/subscriptions/s/resourceGroups/PROVIDERS/providers/Own.Space/things/Features"))
                .isEqualTo("/subscriptions/s/resourceGroups/PROVIDERS/providers/Own.Space/things/Features");
    }

    @Test
    void knowFeaturesWithTheirTwoNamespaces() {
        assertThat(
                        ArmPaths.canonical(
                                "/subscriptions/s/providers/microsoft.features/providers/microsoft.compute/FEATURES/f/REGISTER"))
                .isEqualTo(
                        "/subscriptions/s/providers/Microsoft.Features/providers/Microsoft.Compute/features/f/register");
    }

    @Test
    void thatAreNotArmsKeepTheirCasing() {
        assertThat(ArmPaths.canonical("/releases//Register/Pause")).isEqualTo("/releases/Register/Pause");
        assertThat(ArmPaths.canonical("/")).isEqualTo("/");
    }
}
