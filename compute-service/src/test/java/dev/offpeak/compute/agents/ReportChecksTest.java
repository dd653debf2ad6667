package dev.offpeak.compute.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.offpeak.contracts.Classification;
import dev.offpeak.contracts.Patch;
import dev.offpeak.contracts.PatchInstallationState;
import dev.offpeak.contracts.PatchOperationStatus;
import dev.offpeak.contracts.PatchResult;
import dev.offpeak.contracts.RebootBehavior;
import dev.offpeak.contracts.WireError;
import dev.offpeak.contracts.agent.AssessmentReport;
import dev.offpeak.contracts.agent.Heartbeat;
import dev.offpeak.contracts.agent.InstallationReport;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a guest may send: bounded in number and length, and complete. */
class ReportChecksTest {
    private static final Instant NOW = Instant.parse("2026-11-10T23:00:00Z");

    @Test
    void moreThanFiveThousandPatchesAreRefused() {
        assertThat(ReportChecks.checked(assessment(Collections.nCopies(5000, patch("p"))))
                        .patches())
                .hasSize(5000);
        assertThatThrownBy(() -> ReportChecks.checked(assessment(Collections.nCopies(5001, patch("p")))))
                .isInstanceOf(AgentRefusal.class)
                .hasMessageContaining("5001 entries: send at most 5000");
        assertThatThrownBy(() -> ReportChecks.checked(installation(
                        Collections.nCopies(5001, new PatchResult(patch("p"), PatchInstallationState.INSTALLED)))))
                .isInstanceOf(AgentRefusal.class)
                .hasMessageContaining("'results'");
    }

    @Test
    void longTextsAreCutAndNulIsLeftOut() {
        Patch patch = ReportChecks.checked(assessment(List.of(new Patch(
                        "id\0" + "x".repeat(1000), null, Optional.of("v".repeat(1000)), null, null, null, null))))
                .patches()
                .get(0);

        assertThat(patch.patchId()).hasSize(500).startsWith("idx");
        assertThat(patch.name()).isEmpty();
        assertThat(patch.version().orElseThrow()).hasSize(500);
        assertThat(patch.kbId()).isEmpty();
        assertThat(patch.classifications()).containsExactly(Classification.OTHER);
        assertThat(patch.rebootBehavior()).isEqualTo(RebootBehavior.UNKNOWN);
    }

    @Test
    void aFailureIsCutToAMessageAndHasOneWhereNothingWasSaid() {
        assertThat(ReportChecks.checked(failed(Optional.of(new WireError("c".repeat(300), "m".repeat(5000)))))
                        .error())
                .hasValueSatisfying(error -> {
                    assertThat(error.code()).hasSize(100);
                    assertThat(error.message()).hasSize(2000);
                });
        assertThat(ReportChecks.checked(failed(Optional.empty())).error())
                .map(WireError::code)
                .contains("GuestFailed");
    }

    @Test
    void incompletePatchesAreRefused() {
        assertThatThrownBy(() -> ReportChecks.checked(assessment(Arrays.asList((Patch) null))))
                .isInstanceOf(AgentRefusal.class);
        assertThatThrownBy(() -> ReportChecks.checked(assessment(List.of(patch(null)))))
                .isInstanceOf(AgentRefusal.class)
                .hasMessageContaining("patchId");
        assertThatThrownBy(() -> ReportChecks.checked(installation(List.of(new PatchResult(patch("p"), null)))))
                .isInstanceOf(AgentRefusal.class)
                .hasMessageContaining("state");
    }

    @Test
    void heartbeatsAreCutTooAndNeedABoot() {
        Heartbeat beat = HeartbeatChecks.checked(new Heartbeat(
                "b".repeat(400), "1", null, true, Collections.nCopies(50, "r".repeat(400)), null, null, "n\0ame"));

        assertThat(beat.bootId()).hasSize(300);
        assertThat(beat.missingRequirements()).hasSize(20).allMatch(text -> text.length() == 300);
        assertThat(beat.computerName()).isEqualTo("name");
        assertThatThrownBy(() ->
                        HeartbeatChecks.checked(new Heartbeat(" ", "1", Optional.empty(), true, List.of(), "", "", "")))
                .isInstanceOf(AgentRefusal.class);
    }

    private static Patch patch(String id) {
        return new Patch(
                id,
                "name",
                Optional.empty(),
                Optional.empty(),
                List.of(Classification.SECURITY),
                RebootBehavior.NEVER_REBOOTS,
                Optional.of(NOW));
    }

    private static AssessmentReport assessment(List<Patch> patches) {
        return new AssessmentReport("a", 1, PatchOperationStatus.SUCCEEDED, NOW, NOW, false, patches, Optional.empty());
    }

    private static AssessmentReport failed(Optional<WireError> error) {
        return new AssessmentReport("a", 1, PatchOperationStatus.FAILED, NOW, NOW, false, List.of(), error);
    }

    private static InstallationReport installation(List<PatchResult> results) {
        return new InstallationReport(
                "a", 1, PatchOperationStatus.SUCCEEDED, NOW, NOW, results, null, false, "boot-1", Optional.empty());
    }
}
