package dev.offpeak.orchestrator.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.offpeak.rules.Rule;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class StatesTest {
    @Test
    @DisplayName("S8: terminal states never change")
    void terminalStatesLeadNowhere() {
        for (InstallationState from : InstallationState.values()) {
            assertThat(Arrays.stream(InstallationState.values()).anyMatch(from::mayBecome))
                    .isEqualTo(!from.isTerminal());
        }
        for (RolloutState from : RolloutState.values()) {
            assertThat(Arrays.stream(RolloutState.values()).anyMatch(from::mayBecome))
                    .isEqualTo(!from.isTerminal());
        }
    }

    @Test
    void illegalMoveIsATypedFault() {
        assertThatThrownBy(() -> InstallationState.SUCCEEDED.become(InstallationState.FAILED))
                .isInstanceOf(IllegalTransition.class)
                .hasMessageContaining("Succeeded");
        assertThatThrownBy(() -> RolloutState.CANCELED.become(RolloutState.IN_PROGRESS))
                .isInstanceOf(IllegalTransition.class);
    }

    @Test
    @Rule("O7")
    @DisplayName("O7: a slot is taken from the order to the verdict")
    void inFlightUntilTheVerdict() {
        assertThat(InstallationState.ORDERED.progress()).isEqualTo(VmProgress.IN_FLIGHT);
        assertThat(InstallationState.VERIFYING.progress()).isEqualTo(VmProgress.IN_FLIGHT);
        assertThat(InstallationState.FAILED.progress().wantsOrder()).isTrue();
        assertThat(InstallationState.REFUSED.progress()).isEqualTo(VmProgress.WAITING);
    }

    @Test
    void phasesOnlyGoForward() {
        assertThat(PhaseState.WAITING.mayBecome(PhaseState.IN_PROGRESS)).isTrue();
        assertThat(PhaseState.IN_PROGRESS.mayBecome(PhaseState.WAITING)).isFalse();
        assertThat(PhaseState.COMPLETED.isTerminal()).isTrue();
    }

    @Test
    void vmHasAnUpdateDomainExactlyInASet() {
        assertThatThrownBy(() -> new Placement(
                        "s", "westeurope", "-", java.util.Optional.of("set/a"), java.util.Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
