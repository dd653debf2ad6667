package dev.offpeak.compute.domain.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.compute.domain.GuestRuntime;
import dev.offpeak.contracts.HealthVerdict;
import dev.offpeak.contracts.PowerState;
import dev.offpeak.contracts.agent.Heartbeat;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class GuestSignalsTest {
    private static final Instant NOW = Instant.parse("2026-11-10T23:00:00Z");

    @Test
    @DisplayName("E5: a heartbeat that lacks nothing proves power, agent and health")
    void heartbeatProvesTheAgent() {
        GuestRuntime after = GuestSignals.heard(GuestRuntime.ofNewVm(), beat("boot-1", List.of()), NOW);

        assertThat(after.power()).isEqualTo(PowerState.RUNNING);
        assertThat(after.agentReady()).isTrue();
        assertThat(after.health()).isEqualTo(HealthVerdict.HEALTHY);
        assertThat(after.healthObservedAt()).contains(NOW);
        assertThat(after.bootId()).contains("boot-1");
    }

    @Test
    @DisplayName("E5: what is missing is shown and blocks")
    void missingRequirementIsShown() {
        GuestRuntime after =
                GuestSignals.heard(GuestRuntime.ofNewVm(), beat("boot-1", List.of("Windows Update is disabled.")), NOW);

        assertThat(after.agentReady()).isFalse();
        assertThat(after.missingRequirements()).containsExactly("Windows Update is disabled.");
    }

    @Test
    void guestThatGoesOnAsBeforeChangesNothing() {
        GuestRuntime first = GuestSignals.heard(GuestRuntime.ofNewVm(), beat("boot-1", List.of()), NOW);

        assertThat(GuestSignals.heard(first, beat("boot-1", List.of()), NOW.plusSeconds(60)))
                .isEqualTo(first);
    }

    @Test
    @DisplayName("E5: an absent agent is inferred from silence; its health is unknown, never good")
    void silenceMeansNoAgent() {
        GuestRuntime heard = GuestSignals.heard(GuestRuntime.ofNewVm(), beat("boot-1", List.of()), NOW);
        GuestRuntime silent = GuestSignals.silent(heard, NOW.plusSeconds(180));

        assertThat(silent.agentReady()).isFalse();
        assertThat(silent.missingRequirements()).isNotEmpty();
        assertThat(silent.health()).isEqualTo(HealthVerdict.UNKNOWN);
        assertThat(GuestSignals.silent(silent, NOW.plusSeconds(400))).isEqualTo(silent);
    }

    @Test
    void guestThatIsOffHasNoAgent() {
        GuestRuntime heard = GuestSignals.heard(GuestRuntime.ofNewVm(), beat("boot-1", List.of()), NOW);
        GuestRuntime off = GuestSignals.power(heard, PowerState.DEALLOCATED, NOW.plusSeconds(5));

        assertThat(off.power()).isEqualTo(PowerState.DEALLOCATED);
        assertThat(off.agentReady()).isFalse();
        assertThat(off.health()).isEqualTo(HealthVerdict.UNKNOWN);
    }

    private static Heartbeat beat(String boot, List<String> missing) {
        return new Heartbeat(boot, "0.1.0", Optional.empty(), true, missing, "Windows", "10.0", "vm");
    }
}
