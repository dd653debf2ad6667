package dev.offpeak.compute.domain.enablement;

import static dev.offpeak.compute.domain.enablement.EnablementState.ASSESSING;
import static dev.offpeak.compute.domain.enablement.EnablementState.ENABLED;
import static dev.offpeak.compute.domain.enablement.EnablementState.HANDED_BACK;
import static dev.offpeak.compute.domain.enablement.EnablementState.INSTALLING;
import static dev.offpeak.compute.domain.enablement.EnablementState.UPDATE_DUE;
import static dev.offpeak.compute.domain.enablement.EnablementState.UPDATING;
import static dev.offpeak.compute.domain.enablement.EnablementState.WAITING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.contracts.NativeUpdates;
import dev.offpeak.contracts.PatchMode;
import dev.offpeak.contracts.PatchOperationStatus;
import dev.offpeak.contracts.WireError;
import dev.offpeak.contracts.agent.ExtensionReport;
import dev.offpeak.rules.Rule;
import dev.offpeak.time.OffPeakHours;
import dev.offpeak.time.OffPeakWindow;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class EnablementRuleTest {
    private static final OffPeakHours BERLIN = new OffPeakHours(OffPeakWindow.DEFAULT, ZoneId.of("Europe/Berlin"));
    private static final Instant NOON = Instant.parse("2026-11-10T11:00:00Z");
    private static final Instant OPENS = Instant.parse("2026-11-10T21:00:00Z");
    private static final Instant CLOSES = Instant.parse("2026-11-11T05:00:00Z");
    private static final Instant NIGHT = Instant.parse("2026-11-10T23:00:00Z");
    private static final Duration RETRY = Duration.ofMinutes(30);

    @Test
    @Rule("E1")
    @DisplayName("E1: at noon the window is waited for")
    void waitsForTheWindowOfTheVmsOwnTimeZone() {
        Enablement after = look(Enablement.begun(NOON), ready(), NOON);

        assertThat(after.state()).isEqualTo(WAITING);
        assertThat(after.dueAt()).contains(OPENS);
    }

    @Test
    @Rule("E1")
    @DisplayName("E1: off-peak the guest is asked, until the window's end")
    void asksInsideTheWindow() {
        Enablement after = look(Enablement.begun(NIGHT), ready(), NIGHT);

        assertThat(after.state()).isEqualTo(INSTALLING);
        assertThat(after.activityId()).contains("step-1");
        assertThat(after.notAfter()).contains(CLOSES);
        assertThat(after.dueAt()).contains(CLOSES);
    }

    @Test
    @Rule("E5")
    @DisplayName(
            "E5: a VM that is off, or whose agent lacks something, is not asked and not looked at again without an event")
    void missingRequirementBlocks() {
        assertThat(look(Enablement.begun(NIGHT), off(), NIGHT)).isEqualTo(waitingForAnEvent());
        assertThat(look(Enablement.begun(NIGHT), notReady(), NIGHT)).isEqualTo(waitingForAnEvent());
    }

    @Test
    @Rule("E2")
    @DisplayName("E2: what the window's end interrupts goes on in the next one, as a new step")
    void goesOnInTheNextWindow() {
        Enablement asked = look(Enablement.begun(NIGHT), ready(), NIGHT);

        Enablement over = look(asked, ready(), CLOSES);
        Enablement again = EnablementRule.look(over, ready(), OPENS.plus(Duration.ofDays(1)), () -> "step-2");

        assertThat(over.state()).isEqualTo(WAITING);
        assertThat(over.activityId()).isEmpty();
        assertThat(over.dueAt()).contains(OPENS.plus(Duration.ofDays(1)));
        assertThat(again.state()).isEqualTo(INSTALLING);
        assertThat(again.activityId()).contains("step-2");
        assertThat(again.steps()).isEqualTo(2);
    }

    @Test
    @Rule({"U1", "E2"})
    @DisplayName(
            "U1, E2: a window that is made shorter while the guest works ends the step earlier; one that is moved away, at once")
    void stepFollowsAWindowThatShrinks() {
        Enablement asked = look(Enablement.begun(NIGHT), ready(), NIGHT);

        Enablement shorter = look(asked, during("22:00", "02:00"), NIGHT);
        Enablement away = look(asked, during("12:00", "14:00"), NIGHT);
        Enablement longer = look(asked, during("20:00", "09:00"), NIGHT);

        assertThat(shorter.activityId()).isEqualTo(asked.activityId());
        assertThat(shorter.notAfter()).contains(Instant.parse("2026-11-11T01:00:00Z"));
        assertThat(shorter.dueAt()).isEqualTo(shorter.notAfter());
        assertThat(away.state()).isEqualTo(WAITING);
        assertThat(away.dueAt()).contains(Instant.parse("2026-11-11T11:00:00Z"));
        assertThat(longer).isEqualTo(asked);
    }

    private static EnablementFacts during(String start, String end) {
        OffPeakHours hours = new OffPeakHours(
                new OffPeakWindow(LocalTime.parse(start), LocalTime.parse(end)), ZoneId.of("Europe/Berlin"));
        return new EnablementFacts(true, true, true, Optional.empty(), "1.5.62", false, hours);
    }

    @Test
    void lookingTwiceChangesNothing() {
        Enablement asked = look(Enablement.begun(NIGHT), ready(), NIGHT);

        assertThat(EnablementRule.look(asked, ready(), NIGHT, () -> {
                    throw new IllegalStateException("asked again");
                }))
                .isEqualTo(asked);
    }

    @Test
    @Rule({"E1", "E4"})
    @DisplayName("E1, E4: shown installed only after the guest's report; then the first assessment is waited for")
    void reportOfSuccessMovesOn() {
        Enablement asked = look(Enablement.begun(NIGHT), ready(), NIGHT);

        ExtensionOutcome outcome = reported(asked, report("step-1", 2, PatchOperationStatus.SUCCEEDED), ready());

        assertThat(outcome.after().state()).isEqualTo(ASSESSING);
        assertThat(outcome.installed()).contains("1.5.62");
        assertThat(look(outcome.after(), installed("1.5.62"), NIGHT).state()).isEqualTo(ASSESSING);
        assertThat(look(outcome.after(), assessed("1.5.62"), NIGHT).state()).isEqualTo(ENABLED);
    }

    @Test
    @Rule("E4")
    @DisplayName("E4: assessed before, it is enabled at once")
    void assessedBeforeIsEnabledAtOnce() {
        Enablement asked = look(Enablement.begun(NIGHT), ready(), NIGHT);
        EnablementFacts assessedAlready =
                new EnablementFacts(true, true, true, Optional.empty(), "1.5.62", true, BERLIN);

        assertThat(reported(asked, report("step-1", 2, PatchOperationStatus.SUCCEEDED), assessedAlready)
                        .after()
                        .state())
                .isEqualTo(ENABLED);
    }

    @Test
    void sameReportTwiceChangesNothing() {
        Enablement asked = look(Enablement.begun(NIGHT), ready(), NIGHT);
        ExtensionOutcome first = reported(asked, report("step-1", 1, PatchOperationStatus.IN_PROGRESS), ready());

        ExtensionOutcome second =
                reported(first.after(), report("step-1", 1, PatchOperationStatus.IN_PROGRESS), ready());

        assertThat(first.proceed()).isTrue();
        assertThat(second.accepted()).isTrue();
        assertThat(second.after()).isEqualTo(first.after());
    }

    @Test
    void reportOfAnotherStepIsNotAccepted() {
        Enablement asked = look(Enablement.begun(NIGHT), ready(), NIGHT);

        ExtensionOutcome late = reported(asked, report("step-0", 7, PatchOperationStatus.SUCCEEDED), ready());

        assertThat(late.accepted()).isFalse();
        assertThat(late.after()).isEqualTo(asked);
    }

    @Test
    void failureIsTriedAgainAfterAWhile() {
        Enablement asked = look(Enablement.begun(NIGHT), ready(), NIGHT);
        ExtensionReport failed = new ExtensionReport(
                "step-1",
                2,
                PatchOperationStatus.FAILED,
                Optional.empty(),
                NativeUpdates.LEAVE,
                Optional.of(new WireError("DiskFull", "Free some space.")));

        Enablement after = reported(asked, failed, ready()).after();

        assertThat(after.state()).isEqualTo(WAITING);
        assertThat(look(after, ready(), NIGHT.plusSeconds(60)).state()).isEqualTo(WAITING);
        assertThat(look(after, ready(), NIGHT.plusSeconds(60)).dueAt()).contains(NIGHT.plus(RETRY));
        assertThat(look(after, ready(), NIGHT.plus(RETRY)).state()).isEqualTo(INSTALLING);
    }

    @Test
    @Rule("E1")
    @DisplayName("E1: a lost extension is repaired, off-peak")
    void lostExtensionIsRepaired() {
        Enablement enabled = at(ENABLED);

        assertThat(look(enabled, lost(), NOON).state()).isEqualTo(WAITING);
        assertThat(look(enabled, lost(), NIGHT).state()).isEqualTo(INSTALLING);
    }

    @Test
    @Rule("E1")
    @DisplayName("E1: a newer extension is rolled out off-peak; the VM stays enabled meanwhile")
    void newerExtensionIsRolledOut() {
        Enablement due = look(at(ENABLED), assessed("1.5.9"), NOON);
        Enablement updating = look(due, assessed("1.5.9"), NIGHT);

        assertThat(due.state()).isEqualTo(UPDATE_DUE);
        assertThat(due.state().isEnabled()).isTrue();
        assertThat(updating.state()).isEqualTo(UPDATING);
        assertThat(updating.state().isEnabled()).isTrue();
        assertThat(reported(updating, report("step-1", 1, PatchOperationStatus.SUCCEEDED), assessed("1.5.9"))
                        .after()
                        .state())
                .isEqualTo(ENABLED);
    }

    @Test
    @Rule("P5")
    @DisplayName("P5: taken back at any hour; back again it starts anew")
    void modeTakenBack() {
        Enablement back = look(at(ENABLED), unwanted(), NOON);

        assertThat(back.state()).isEqualTo(HANDED_BACK);
        assertThat(back.dueAt()).isEmpty();
        assertThat(look(back, assessed("1.5.62"), NIGHT).state()).isEqualTo(INSTALLING);
    }

    @Test
    @Rule({"E3", "P5", "P3"})
    @DisplayName(
            "E3, P5, P3: native updates go off with the extension, on again on the way back, and stay off under Manual")
    void nativeUpdatesFollowTheState() {
        assertThat(nativeUpdates(at(WAITING))).isEqualTo(NativeUpdates.LEAVE);
        assertThat(nativeUpdates(at(INSTALLING))).isEqualTo(NativeUpdates.TURN_OFF);
        assertThat(nativeUpdates(at(ENABLED))).isEqualTo(NativeUpdates.TURN_OFF);
        assertThat(nativeUpdates(at(HANDED_BACK))).isEqualTo(NativeUpdates.TURN_ON);
        assertThat(EnablementRule.nativeUpdates(PatchMode.AUTOMATIC_BY_OS, Optional.of(at(HANDED_BACK)), true))
                .isEqualTo(NativeUpdates.TURN_OFF);
        assertThat(EnablementRule.nativeUpdates(PatchMode.AUTOMATIC_BY_OS, Optional.empty(), false))
                .isEqualTo(NativeUpdates.LEAVE);
        assertThat(EnablementRule.nativeUpdates(PatchMode.MANUAL, Optional.empty(), false))
                .isEqualTo(NativeUpdates.TURN_OFF);
    }

    @Test
    void versionsCompareNumberByNumber() {
        assertThat(ExtensionVersion.isOlder("1.5.9", "1.5.62")).isTrue();
        assertThat(ExtensionVersion.isOlder("1.5.62", "1.5.62")).isFalse();
        assertThat(ExtensionVersion.isOlder("2", "1.9.9")).isFalse();
        assertThat(ExtensionVersion.isOlder("1.5", "1.5.0.1")).isTrue();
    }

    private static NativeUpdates nativeUpdates(Enablement enablement) {
        return EnablementRule.nativeUpdates(PatchMode.AUTOMATIC_BY_PLATFORM, Optional.of(enablement), false);
    }

    private static Enablement look(Enablement before, EnablementFacts vm, Instant now) {
        return EnablementRule.look(before, vm, now, () -> "step-1");
    }

    private static ExtensionOutcome reported(Enablement before, ExtensionReport report, EnablementFacts vm) {
        return EnablementRule.reported(before, report, vm, NIGHT, RETRY);
    }

    private static ExtensionReport report(String activityId, long sequence, PatchOperationStatus status) {
        return new ExtensionReport(
                activityId,
                sequence,
                status,
                status.isTerminal() ? Optional.of("1.5.62") : Optional.empty(),
                NativeUpdates.TURN_OFF,
                Optional.empty());
    }

    private static Enablement at(EnablementState state) {
        return new Enablement(state, Optional.empty(), Optional.empty(), 0, Optional.empty(), 1, Optional.of(NOON));
    }

    private static Enablement waitingForAnEvent() {
        return Enablement.begun(NIGHT).dueAt(Optional.empty());
    }

    private static EnablementFacts ready() {
        return new EnablementFacts(true, true, true, Optional.empty(), "1.5.62", false, BERLIN);
    }

    private static EnablementFacts off() {
        return new EnablementFacts(true, false, true, Optional.empty(), "1.5.62", false, BERLIN);
    }

    private static EnablementFacts notReady() {
        return new EnablementFacts(true, true, false, Optional.empty(), "1.5.62", false, BERLIN);
    }

    private static EnablementFacts installed(String version) {
        return new EnablementFacts(true, true, true, Optional.of(version), "1.5.62", false, BERLIN);
    }

    private static EnablementFacts assessed(String version) {
        return new EnablementFacts(true, true, true, Optional.of(version), "1.5.62", true, BERLIN);
    }

    private static EnablementFacts lost() {
        return new EnablementFacts(true, true, true, Optional.empty(), "1.5.62", true, BERLIN);
    }

    private static EnablementFacts unwanted() {
        return new EnablementFacts(false, true, true, Optional.of("1.5.62"), "1.5.62", true, BERLIN);
    }
}
