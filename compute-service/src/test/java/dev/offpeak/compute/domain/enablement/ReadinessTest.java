package dev.offpeak.compute.domain.enablement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.compute.domain.GuestRuntime;
import dev.offpeak.contracts.PowerState;
import dev.offpeak.rules.Rule;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReadinessTest {
    private static final Instant AT = Instant.parse("2020-11-01T22:00:00Z");
    private static final GuestRuntime READY = GuestRuntime.ofNewVm()
            .withPower(PowerState.RUNNING)
            .withSystem("1.0", "Windows", "10", "pc", "boot")
            .withAgentReady(true, List.of());

    @ParameterizedTest
    @EnumSource(names = {"ENABLED", "UPDATE_DUE", "UPDATING"})
    @Rule("E4")
    @DisplayName("E4: an enabled VM whose agent is there is ready")
    void enabledIsReady(EnablementState state) {
        assertThat(Readiness.of(Optional.of(progress(state, Optional.empty(), Optional.empty())), READY)
                        .ready())
                .isTrue();
    }

    @Test
    @Rule({"E1", "E2"})
    @DisplayName("E1, E2: the off-peak window that is waited for, and the one that is worked in")
    void windowsAreNamed() {
        assertThat(message(progress(EnablementState.WAITING, Optional.empty(), Optional.of(AT)), READY))
                .contains("off-peak")
                .contains("2020-11-01T22:00:00Z");
        assertThat(message(
                        new EnablementProgress(
                                EnablementState.INSTALLING, Optional.of(AT), Optional.empty(), Optional.of(AT)),
                        READY))
                .contains("being installed")
                .contains("2020-11-01T22:00:00Z");
        assertThat(message(progress(EnablementState.WAITING, Optional.of(AT), Optional.of(AT)), READY))
                .contains("tried again")
                .contains("2020-11-01T22:00:00Z");
        assertThat(message(progress(EnablementState.WAITING, Optional.empty(), Optional.of(Instant.EPOCH)), READY))
                .contains("about to be installed");
    }

    @Test
    @Rule("E4")
    @DisplayName("E4: the first assessment is waited for")
    void firstAssessmentIsNamed() {
        assertThat(message(progress(EnablementState.ASSESSING, Optional.empty(), Optional.empty()), READY))
                .contains("first assessment");
    }

    @Test
    @Rule("E5")
    @DisplayName("E5: a missing requirement, a silent agent and a VM that is off are named before anything else")
    void agentIsNamedFirst() {
        EnablementProgress enabled = progress(EnablementState.ENABLED, Optional.empty(), Optional.empty());

        assertThat(message(enabled, READY.withAgentReady(false, List.of("The update service is stopped: start it."))))
                .isEqualTo("The update service is stopped: start it.");
        assertThat(message(enabled, READY.withAgentReady(false, List.of()))).contains("not reporting");
        assertThat(message(enabled, GuestRuntime.ofNewVm())).isEqualTo("The VM agent has not reported yet.");
        assertThat(message(enabled, READY.withPower(PowerState.DEALLOCATED).withAgentReady(false, List.of())))
                .contains("start it");
    }

    @Test
    void whatHasNotBegunIsAboutTo() {
        assertThat(Readiness.of(Optional.empty(), READY).ready()).isFalse();
        assertThat(Readiness.of(Optional.empty(), READY).message()).contains("about to");
    }

    private static String message(EnablementProgress progress, GuestRuntime guest) {
        Readiness readiness = Readiness.of(Optional.of(progress), guest);
        assertThat(readiness.ready()).isFalse();
        return readiness.message();
    }

    private static EnablementProgress progress(
            EnablementState state, Optional<Instant> retryAt, Optional<Instant> dueAt) {
        return new EnablementProgress(state, Optional.empty(), retryAt, dueAt);
    }
}
