package dev.offpeak.orchestrator.conductor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.offpeak.contracts.HealthVerdict;
import dev.offpeak.contracts.PatchOperationStatus;
import dev.offpeak.contracts.RebootStatus;
import dev.offpeak.contracts.WireError;
import dev.offpeak.orchestrator.domain.InstallationState;
import dev.offpeak.orchestrator.store.Installation;
import dev.offpeak.rules.Rule;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class OutcomeTest {
    private static final Instant AT = Instant.parse("2026-11-02T23:00:00Z");

    @Test
    @Rule("O3")
    @DisplayName("O3: success is the VM's health after the update; unknown is not success")
    void onlyGoodHealthIsSuccess() {
        assertThat(outcome(PatchOperationStatus.SUCCEEDED, HealthVerdict.HEALTHY, 0, 0))
                .isEqualTo(new Outcome(InstallationState.SUCCEEDED, Optional.empty()));
        assertThat(outcome(PatchOperationStatus.SUCCEEDED, HealthVerdict.UNKNOWN, 0, 0))
                .satisfies(outcome -> {
                    assertThat(outcome.state()).isEqualTo(InstallationState.FAILED);
                    assertThat(outcome.error()).map(WireError::code).hasValue("HealthUnknown");
                });
        assertThat(outcome(PatchOperationStatus.SUCCEEDED, HealthVerdict.UNHEALTHY, 0, 0)
                        .error())
                .map(WireError::code)
                .hasValue("Unhealthy");
    }

    @Test
    @DisplayName("A guest's failure is one, however healthy it is, and keeps its own words")
    void aFailureIsOne() {
        assertThat(outcome(PatchOperationStatus.FAILED, HealthVerdict.HEALTHY, 0, 0)
                        .error())
                .map(WireError::code)
                .hasValue("AgentSilent");
        assertThat(outcome(PatchOperationStatus.SUCCEEDED, HealthVerdict.HEALTHY, 0, 1)
                        .state())
                .isEqualTo(InstallationState.FAILED);
    }

    @Test
    @Rule("O9")
    @DisplayName("O9: an order that reached the guest after its time is no failure, unless the VM is unwell")
    void anExpiredOrderIsNoFailure() {
        assertThat(expired(HealthVerdict.HEALTHY).state()).isEqualTo(InstallationState.REFUSED);
        assertThat(expired(HealthVerdict.HEALTHY).error()).map(WireError::code).hasValue("OrderExpired");
        assertThat(expired(HealthVerdict.UNHEALTHY).state()).isEqualTo(InstallationState.FAILED);
        assertThat(expired(HealthVerdict.UNKNOWN).state()).isEqualTo(InstallationState.FAILED);
    }

    @Test
    @Rule("I4")
    @DisplayName("I4: patches left for the next window are a warning")
    void patchesLeftAreAWarning() {
        assertThat(outcome(PatchOperationStatus.COMPLETED_WITH_WARNINGS, HealthVerdict.HEALTHY, 2, 0)
                        .state())
                .isEqualTo(InstallationState.COMPLETED_WITH_WARNINGS);
    }

    @Test
    void nothingIsDecidedBeforeBothHalvesAreIn() {
        Installation undecided = installation(Optional.of(PatchOperationStatus.SUCCEEDED), Optional.empty(), 0, 0);
        assertThat(undecided.isDecided()).isFalse();
        assertThatThrownBy(() -> Outcome.of(undecided)).isInstanceOf(IllegalStateException.class);
    }

    private static Outcome expired(HealthVerdict verdict) {
        return Outcome.of(
                installation(Optional.of(PatchOperationStatus.FAILED), Optional.of(verdict), 0, 0, "OrderExpired"));
    }

    private static Outcome outcome(PatchOperationStatus end, HealthVerdict verdict, int pending, int failed) {
        return Outcome.of(installation(Optional.of(end), Optional.of(verdict), pending, failed));
    }

    private static Installation installation(
            Optional<PatchOperationStatus> end, Optional<HealthVerdict> verdict, int pending, int failed) {
        return installation(end, verdict, pending, failed, "AgentSilent");
    }

    private static Installation installation(
            Optional<PatchOperationStatus> end,
            Optional<HealthVerdict> verdict,
            int pending,
            int failed,
            String errorCode) {
        return new Installation(
                "activity",
                "vm",
                Optional.of("rollout"),
                "westeurope",
                1,
                AT,
                AT.plusSeconds(3600),
                Optional.of(AT),
                end,
                RebootStatus.NOT_NEEDED,
                false,
                0,
                0,
                pending,
                1,
                failed,
                end.filter(status -> status == PatchOperationStatus.FAILED)
                        .map(status -> new WireError(errorCode, "It said so.")),
                verdict,
                verdict.map(known -> AT.plusSeconds(1800)),
                verdict.map(known -> "seen"),
                InstallationState.VERIFYING);
    }
}
