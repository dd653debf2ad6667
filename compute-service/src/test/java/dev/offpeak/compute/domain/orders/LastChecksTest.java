package dev.offpeak.compute.domain.orders;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.contracts.Classification;
import dev.offpeak.contracts.RebootSetting;
import dev.offpeak.contracts.message.InstallPatches;
import dev.offpeak.contracts.message.InstallationRefused.Reason;
import dev.offpeak.rules.Rule;
import dev.offpeak.time.OffPeakHours;
import dev.offpeak.time.OffPeakWindow;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LastChecksTest {
    private static final OffPeakHours HOURS = new OffPeakHours(OffPeakWindow.DEFAULT, ZoneOffset.UTC);
    private static final Instant NIGHT = Instant.parse("2026-11-10T23:00:00Z");
    private static final Instant END = NIGHT.plus(Duration.ofHours(3));

    @Test
    void storesAnOrderWhenEverythingHolds() {
        assertThat(LastChecks.check(order(5, 2, END), good(), NIGHT)).isEmpty();
    }

    @Test
    void refusesANumberThatDoesNotExceedTheLast() {
        assertThat(reason(order(4, 2, END), good(), NIGHT)).contains(Reason.ORDER_OUT_OF_DATE);
    }

    @Test
    @Rule("O7")
    @DisplayName("O7: one installation per VM until its verdict")
    void refusesASecondInstallation() {
        OrderFacts busy = new OrderFacts(true, true, true, true, true, 4, true, HOURS, 2);

        assertThat(reason(order(5, 2, END), busy, NIGHT)).contains(Reason.INSTALLATION_IN_PROGRESS);
    }

    @Test
    void refusesWhatItsRolloutsFenceShutsOut() {
        assertThat(reason(order(5, 1, END), good(), NIGHT)).contains(Reason.FENCED);
    }

    @Test
    @Rule({"P5", "F5", "E4"})
    @DisplayName("P5, F5, E4: mode, feature and enablement bind rollouts")
    void refusesWhatTheVmsStateForbids() {
        assertThat(reason(order(5, 2, END), new OrderFacts(false, true, true, true, true, 4, false, HOURS, 2), NIGHT))
                .contains(Reason.PATCH_MODE);
        assertThat(reason(order(5, 2, END), new OrderFacts(true, false, true, true, true, 4, false, HOURS, 2), NIGHT))
                .contains(Reason.FEATURE_NOT_REGISTERED);
        assertThat(reason(order(5, 2, END), new OrderFacts(true, true, false, true, true, 4, false, HOURS, 2), NIGHT))
                .contains(Reason.NOT_ENABLED);
        assertThat(reason(order(5, 2, END), new OrderFacts(true, true, true, false, true, 4, false, HOURS, 2), NIGHT))
                .contains(Reason.NOT_RUNNING);
    }

    @Test
    @Rule("E5")
    @DisplayName("E5: an agent that is not ready is given no order, on demand neither")
    void refusesWithoutAReadyAgent() {
        OrderFacts notReady = new OrderFacts(true, true, true, true, false, 4, false, HOURS, 2);

        assertThat(reason(order(5, 2, END), notReady, NIGHT)).contains(Reason.AGENT_NOT_READY);
        assertThat(reason(order(5, Optional.empty(), 0, END), notReady, NIGHT)).contains(Reason.AGENT_NOT_READY);
    }

    @Test
    @Rule("I3")
    @DisplayName("I3: only off-peak, and no longer than the window")
    void refusesOutsideTheWindow() {
        Instant noon = Instant.parse("2026-11-10T12:00:00Z");

        assertThat(reason(order(5, 2, noon.plusSeconds(3600)), good(), noon)).contains(Reason.OUTSIDE_WINDOW);
        assertThat(reason(order(5, 2, NIGHT.plus(Duration.ofHours(8))), good(), NIGHT))
                .contains(Reason.OUTSIDE_WINDOW);
        assertThat(reason(order(5, 2, NIGHT), good(), NIGHT)).contains(Reason.OUTSIDE_WINDOW);
    }

    @Test
    @Rule("I9")
    @DisplayName("I9: on demand neither window nor mode bind, power does")
    void onDemandIsTheUsersOwn() {
        Instant noon = Instant.parse("2026-11-10T12:00:00Z");
        InstallPatches onDemand = order(5, Optional.empty(), 0, noon.plusSeconds(3600));

        assertThat(LastChecks.check(
                        onDemand, new OrderFacts(false, false, false, true, true, 4, false, HOURS, 0), noon))
                .isEmpty();
        assertThat(reason(onDemand, new OrderFacts(false, false, false, false, true, 4, false, HOURS, 0), noon))
                .contains(Reason.NOT_RUNNING);
    }

    private static OrderFacts good() {
        return new OrderFacts(true, true, true, true, true, 4, false, HOURS, 2);
    }

    private static Optional<Reason> reason(InstallPatches order, OrderFacts vm, Instant now) {
        return LastChecks.check(order, vm, now).map(Refused::reason);
    }

    private static InstallPatches order(long number, long epoch, Instant notAfter) {
        return order(number, Optional.of("rollout"), epoch, notAfter);
    }

    private static InstallPatches order(long number, Optional<String> rollout, long epoch, Instant notAfter) {
        return new InstallPatches(
                "00000000-0000-0000-0000-00000000000a",
                "activity",
                number,
                rollout,
                epoch,
                NIGHT,
                notAfter,
                Duration.ofMinutes(30),
                List.of(Classification.CRITICAL, Classification.SECURITY),
                Optional.empty(),
                List.of(),
                List.of(),
                RebootSetting.IF_REQUIRED,
                "Platform");
    }
}
