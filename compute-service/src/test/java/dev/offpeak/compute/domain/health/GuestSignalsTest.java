package dev.offpeak.compute.domain.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.compute.domain.GuestRuntime;
import dev.offpeak.compute.domain.ProvisioningState;
import dev.offpeak.contracts.HealthVerdict;
import dev.offpeak.contracts.PowerState;
import dev.offpeak.contracts.agent.Heartbeat;
import dev.offpeak.rules.Rule;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class GuestSignalsTest {
    private static final Instant NOW = Instant.parse("2026-11-10T23:00:00Z");

    @Test
    @Rule("E5")
    @DisplayName("E5: a heartbeat that lacks nothing proves power, agent and health")
    void heartbeatProvesTheAgent() {
        GuestRuntime after = heard(GuestRuntime.ofNewVm(), beat("boot-1", List.of()), NOW);

        assertThat(after.power()).isEqualTo(PowerState.RUNNING);
        assertThat(after.agentReady()).isTrue();
        assertThat(after.health()).isEqualTo(HealthVerdict.HEALTHY);
        assertThat(after.healthObservedAt()).contains(NOW);
        assertThat(after.bootId()).contains("boot-1");
    }

    @Test
    @Rule("E5")
    @DisplayName("E5: what is missing is shown and blocks")
    void missingRequirementIsShown() {
        GuestRuntime after = heard(GuestRuntime.ofNewVm(), beat("boot-1", List.of("Windows Update is disabled.")), NOW);

        assertThat(after.agentReady()).isFalse();
        assertThat(after.missingRequirements()).containsExactly("Windows Update is disabled.");
    }

    @Test
    void guestThatGoesOnAsBeforeChangesNothing() {
        GuestRuntime first = heard(GuestRuntime.ofNewVm(), beat("boot-1", List.of()), NOW);

        assertThat(heard(first, beat("boot-1", List.of()), NOW.plusSeconds(60))).isEqualTo(first);
    }

    @Test
    @Rule("E5")
    @DisplayName("E5: an absent agent is inferred from silence; its health is unknown, never good")
    void silenceMeansNoAgent() {
        GuestRuntime heard = heard(GuestRuntime.ofNewVm(), beat("boot-1", List.of()), NOW);
        GuestRuntime silent = GuestSignals.silent(heard, NOW.plusSeconds(180));

        assertThat(silent.agentReady()).isFalse();
        assertThat(silent.missingRequirements()).isNotEmpty();
        assertThat(silent.health()).isEqualTo(HealthVerdict.UNKNOWN);
        assertThat(GuestSignals.silent(silent, NOW.plusSeconds(400))).isEqualTo(silent);
    }

    @Test
    void guestThatIsOffHasNoAgent() {
        GuestRuntime heard = heard(GuestRuntime.ofNewVm(), beat("boot-1", List.of()), NOW);
        GuestRuntime off = GuestSignals.power(heard, PowerState.DEALLOCATED, NOW.plusSeconds(5));

        assertThat(off.power()).isEqualTo(PowerState.DEALLOCATED);
        assertThat(off.agentReady()).isFalse();
        assertThat(off.health()).isEqualTo(HealthVerdict.UNKNOWN);
    }

    @Test
    @Rule("E5")
    @DisplayName("E5: two guests that speak for one VM block, with what to do about it, beside what either lacks")
    void rivalsBlock() {
        GuestRuntime after = GuestSignals.heard(
                GuestRuntime.ofNewVm(),
                beat("boot-1", List.of("Windows Update is disabled.")),
                ProvisioningState.SUCCEEDED,
                true,
                NOW);

        assertThat(after.agentReady()).isFalse();
        assertThat(after.missingRequirements())
                .containsExactly(GuestSignals.RIVALS, "Windows Update is disabled.")
                .first()
                .asString()
                .contains("revokeAgentCredential");
    }

    @Test
    @Rule("E5")
    @DisplayName("E5: after its credential was revoked a VM has no agent until one enrolled again")
    void revokedAgentIsNotThere() {
        GuestRuntime ready = heard(GuestRuntime.ofNewVm(), beat("boot-1", List.of()), NOW);

        GuestRuntime revoked = GuestSignals.revoked(ready);

        assertThat(revoked.agentReady()).isFalse();
        assertThat(revoked.missingRequirements()).singleElement().asString().contains("one-time token");
        assertThat(heard(revoked, beat("boot-1", List.of()), NOW)).isEqualTo(ready);
        assertThat(GuestSignals.silent(revoked, NOW.plusSeconds(180)).missingRequirements())
                .isEqualTo(revoked.missingRequirements());
    }

    @Test
    @Rule("O3")
    @DisplayName("O3: health is known of provisioned VMs only, and is what the application's probe says")
    void healthComesFromProvisioningAndProbe() {
        assertThat(health(ProvisioningState.CREATING, true)).isEqualTo(HealthVerdict.UNKNOWN);
        assertThat(health(ProvisioningState.DELETING, true)).isEqualTo(HealthVerdict.UNKNOWN);
        assertThat(health(ProvisioningState.UPDATING, true)).isEqualTo(HealthVerdict.HEALTHY);
        assertThat(health(ProvisioningState.SUCCEEDED, true)).isEqualTo(HealthVerdict.HEALTHY);
        assertThat(health(ProvisioningState.SUCCEEDED, false)).isEqualTo(HealthVerdict.UNHEALTHY);
    }

    private static HealthVerdict health(ProvisioningState provisioning, boolean probe) {
        Heartbeat beat = new Heartbeat("boot-1", "0.1.0", Optional.empty(), probe, List.of(), "Windows", "10.0", "vm");
        return GuestSignals.heard(GuestRuntime.ofNewVm(), beat, provisioning, false, NOW)
                .health();
    }

    private static GuestRuntime heard(GuestRuntime before, Heartbeat beat, Instant now) {
        return GuestSignals.heard(before, beat, ProvisioningState.SUCCEEDED, false, now);
    }

    private static Heartbeat beat(String boot, List<String> missing) {
        return new Heartbeat(boot, "0.1.0", Optional.empty(), true, missing, "Windows", "10.0", "vm");
    }
}
