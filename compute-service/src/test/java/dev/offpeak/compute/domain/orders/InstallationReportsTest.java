package dev.offpeak.compute.domain.orders;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.compute.domain.orders.InstallationDecision.Ended;
import dev.offpeak.compute.domain.orders.InstallationDecision.Late;
import dev.offpeak.compute.domain.orders.InstallationDecision.LeaveRefused;
import dev.offpeak.compute.domain.orders.InstallationDecision.Progressed;
import dev.offpeak.compute.domain.orders.InstallationDecision.Repeated;
import dev.offpeak.compute.domain.orders.InstallationDecision.Started;
import dev.offpeak.contracts.PatchOperationStatus;
import dev.offpeak.contracts.PowerState;
import dev.offpeak.contracts.RebootStatus;
import dev.offpeak.contracts.agent.InstallationReport;
import dev.offpeak.contracts.message.InstallationRefused.Reason;
import dev.offpeak.rules.Rule;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class InstallationReportsTest {
    private static final Instant NOW = Instant.parse("2026-11-10T23:00:00Z");
    private static final Instant LATER = NOW.plusSeconds(3600);

    @Test
    void firstReportGetsLeave() {
        assertThat(decide(order(OrderState.GIVEN, 0), ask(1))).isInstanceOf(Started.class);
    }

    @Test
    void askingAgainGetsTheSameLeave() {
        assertThat(decide(order(OrderState.STARTED, 1), ask(1))).isEqualTo(new Repeated(true));
    }

    @Test
    @Rule("O7")
    @DisplayName("O7: no leave past not-after, after a stop, or under another mode; the order is withdrawn")
    void leaveIsRefusedByName() {
        assertThat(refusal(InstallationReports.decide(
                        Optional.of(order(OrderState.GIVEN, 0)), ask(1), 3, true, false, LATER)))
                .isEqualTo(Reason.OUTSIDE_WINDOW);
        assertThat(refusal(InstallationReports.decide(
                        Optional.of(order(OrderState.GIVEN, 0)), ask(1), 4, true, false, NOW)))
                .isEqualTo(Reason.FENCED);
        assertThat(refusal(InstallationReports.decide(
                        Optional.of(order(OrderState.GIVEN, 0)), ask(1), 3, false, false, NOW)))
                .isEqualTo(Reason.PATCH_MODE);
    }

    @Test
    @Rule("E5")
    @DisplayName("E5: no leave while two guests speak for the VM")
    void rivalsGetNoLeave() {
        assertThat(refusal(InstallationReports.decide(
                        Optional.of(order(OrderState.GIVEN, 0)), ask(1), 3, true, true, NOW)))
                .isEqualTo(Reason.AGENT_NOT_READY);
    }

    @Test
    @Rule("P5")
    @DisplayName("P5: what was started goes on, whatever is stopped or changed afterwards")
    void startedGoesOn() {
        assertThat(InstallationReports.decide(Optional.of(order(OrderState.STARTED, 1)), ask(2), 9, false, false, NOW))
                .isEqualTo(new Progressed(true));
    }

    @Test
    @Rule("I4")
    @DisplayName("I4: past not-after it is told to start no new patch")
    void timeIsUp() {
        assertThat(InstallationReports.decide(Optional.of(order(OrderState.STARTED, 1)), ask(2), 3, true, false, LATER))
                .isEqualTo(new Progressed(false));
    }

    @Test
    void terminalReportEndsIt() {
        assertThat(decide(order(OrderState.STARTED, 3), end(4))).isInstanceOf(Ended.class);
        assertThat(decide(order(OrderState.GIVEN, 0), end(1))).isInstanceOf(Ended.class);
    }

    @Test
    void repeatedAndLateReportsChangeNothing() {
        assertThat(decide(order(OrderState.ENDED, 4), end(4))).isEqualTo(new Repeated(false));
        assertThat(decide(order(OrderState.ENDED, 4), end(5))).isInstanceOf(Late.class);
        assertThat(decide(order(OrderState.WITHDRAWN, 0), ask(1))).isInstanceOf(Late.class);
        assertThat(InstallationReports.decide(Optional.empty(), end(1), 0, true, false, NOW))
                .isInstanceOf(Late.class)
                .satisfies(late -> assertThat(late.accepted()).isFalse());
    }

    @Test
    void statesKnowTheirMoves() {
        assertThat(OrderState.GIVEN.mayBecome(OrderState.WITHDRAWN)).isTrue();
        assertThat(OrderState.STARTED.mayBecome(OrderState.WITHDRAWN)).isFalse();
        assertThat(OrderState.ENDED.isOver()).isTrue();
        assertThat(OrderState.WITHDRAWN.isOver()).isTrue();
    }

    @Test
    @Rule({"O7", "A2"})
    @DisplayName("O7, A2: silence ends by name")
    void silenceHasAName() {
        assertThat(Silence.nameOf(Optional.empty()).code()).isEqualTo("VmDeleted");
        assertThat(Silence.nameOf(Optional.of(PowerState.DEALLOCATED)).code()).isEqualTo("PoweredOff");
        assertThat(Silence.nameOf(Optional.of(PowerState.RUNNING)).code()).isEqualTo("AgentSilent");
    }

    private static InstallationDecision decide(Order order, InstallationReport report) {
        return InstallationReports.decide(Optional.of(order), report, 3, true, false, NOW);
    }

    private static Reason refusal(InstallationDecision decision) {
        return ((LeaveRefused) decision).refused().reason();
    }

    private static Order order(OrderState state, long sequence) {
        return new Order(state, sequence, LATER, true, 3);
    }

    private static InstallationReport ask(long sequence) {
        return report(sequence, PatchOperationStatus.IN_PROGRESS);
    }

    private static InstallationReport end(long sequence) {
        return report(sequence, PatchOperationStatus.SUCCEEDED);
    }

    private static InstallationReport report(long sequence, PatchOperationStatus status) {
        return new InstallationReport(
                "activity",
                sequence,
                status,
                NOW,
                NOW,
                List.of(),
                RebootStatus.NOT_NEEDED,
                false,
                "boot-1",
                Optional.empty());
    }
}
