package dev.offpeak.assessment.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.contracts.PowerState;
import dev.offpeak.rules.Rule;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AssessRefusalTest {
    @Test
    @Rule("F3")
    @DisplayName("F3: assessment on demand needs the propagated feature")
    void needsTheFeature() {
        assertThat(AssessRefusal.of(PowerState.RUNNING, false))
                .contains(new AssessRefusal.FeatureNotInEffect("InGuestPatchVMPreview"));
    }

    @Test
    @Rule("A2")
    @DisplayName("A2: only a running VM can be assessed")
    void needsARunningVm() {
        assertThat(AssessRefusal.of(PowerState.RUNNING, true)).isEmpty();
        assertThat(Arrays.stream(PowerState.values())
                        .filter(power -> AssessRefusal.of(power, true).isEmpty()))
                .containsExactly(PowerState.RUNNING);
    }
}
