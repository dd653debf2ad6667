package dev.offpeak.compute.domain.health;

import static dev.offpeak.contracts.HealthVerdict.HEALTHY;
import static dev.offpeak.contracts.HealthVerdict.UNHEALTHY;
import static dev.offpeak.contracts.HealthVerdict.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.contracts.HealthVerdict;
import dev.offpeak.rules.Rule;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Rule O3; both clocks run alike here. */
@Rule("O3")
class WatchTest {
    private static final Instant END = Instant.parse("2026-11-10T23:00:00Z");
    private static final Instant UNTIL = END.plus(Duration.ofMinutes(30));
    private static final Duration LAPSE = Duration.ofMinutes(12);

    @Test
    @Rule("O3")
    @DisplayName("O3: good from the report to the end of the verification time is healthy")
    void goodThroughoutIsHealthy() {
        Watch watch = begun();
        for (int minute = 1; minute <= 21; minute += 10) {
            watch = watch.heard(good(minute), LAPSE);
            assertThat(watch.verdict()).isEmpty();
        }

        assertThat(health(watch.heard(good(30), LAPSE))).contains(HEALTHY);
    }

    @Test
    @Rule("O3")
    @DisplayName("O3: only signals received after the end count")
    void earlierSignalChangesNothing() {
        assertThat(begun().heard(good(-1), LAPSE)).isEqualTo(begun());
        assertThat(begun().heard(signal(-1, "boot-2", false), LAPSE)).isEqualTo(begun());
    }

    @Test
    @Rule("O3")
    @DisplayName("O3: one bad signal is unhealthy, at once")
    void oneBadSignalIsUnhealthy() {
        assertThat(health(begun().heard(good(1), LAPSE).heard(signal(5, "boot-2", false), LAPSE)))
                .contains(UNHEALTHY);
    }

    @Test
    @Rule("O3")
    @DisplayName("O3: another reboot during the verification is unhealthy")
    void anotherBootIsUnhealthy() {
        assertThat(health(begun().heard(good(1), LAPSE).heard(signal(5, "boot-3", true), LAPSE)))
                .contains(UNHEALTHY);
    }

    @Test
    @Rule("O3")
    @DisplayName("O3: after an announced reboot only the next boot's signals count")
    void signalsBeforeAnAnnouncedRebootDoNotCount() {
        Watch watch = Watch.begun(END, UNTIL, Optional.of("boot-1"), true);

        Watch stillOld = watch.heard(signal(1, "boot-1", true), LAPSE);
        Watch rebooted = stillOld.heard(signal(9, "boot-2", true), LAPSE)
                .heard(signal(20, "boot-2", true), LAPSE)
                .heard(signal(30, "boot-2", true), LAPSE);

        assertThat(stillOld).isEqualTo(watch);
        assertThat(health(rebooted)).contains(HEALTHY);
    }

    @Test
    @Rule("O3")
    @DisplayName("O3: unknown is never good: a lapse in between spoils it, whatever comes later")
    void lapseIsUnknown() {
        Watch watch = begun().heard(good(1), LAPSE).heard(good(20), LAPSE);

        assertThat(watch.verdict()).isEmpty();
        assertThat(health(watch.heard(good(30), LAPSE))).contains(UNKNOWN);
    }

    @Test
    @Rule("O7")
    @DisplayName("O7: silence is unknown, said when the verification time is over and not before")
    void silenceIsUnknownWhenTheTimeIsOver() {
        Watch watch = begun().heard(good(1), LAPSE);

        assertThat(watch.silent(at(20), at(20), LAPSE).verdict()).isEmpty();
        assertThat(health(watch.silent(at(30), at(30), LAPSE))).contains(UNKNOWN);
        Watch going = watch.heard(good(12), LAPSE).heard(good(23), LAPSE);
        assertThat(going.silent(at(30), at(30), LAPSE).verdict()).isEmpty();
        assertThat(health(going.silent(at(36), at(36), LAPSE))).contains(UNKNOWN);
    }

    @Test
    void verdictNeverChanges() {
        Watch bad = begun().heard(signal(1, "boot-2", false), LAPSE);

        assertThat(bad.heard(good(30), LAPSE)).isEqualTo(bad);
        assertThat(bad.silent(at(90), at(90), LAPSE)).isEqualTo(bad);
    }

    @Test
    void heartbeatsAreFasterWhileVerifyingWithinBounds() {
        HeartbeatPace pace = new HeartbeatPace(Duration.ofSeconds(60), Duration.ofMinutes(3));

        assertThat(pace.whileVerifying(Duration.ofMinutes(30))).isEqualTo(Duration.ofSeconds(60));
        assertThat(pace.whileVerifying(Duration.ofMillis(600))).isEqualTo(Duration.ofMillis(200));
        assertThat(pace.whileVerifying(Duration.ofMillis(30))).isEqualTo(Duration.ofMillis(100));
        assertThat(pace.lapseWhileVerifying(Duration.ofMinutes(30))).isEqualTo(Duration.ofMinutes(3));
        assertThat(pace.lapseWhileVerifying(Duration.ofMillis(600))).isEqualTo(Duration.ofSeconds(5));
    }

    private static Watch begun() {
        return Watch.begun(END, UNTIL, Optional.of("boot-2"), false);
    }

    private static Signal good(int minute) {
        return signal(minute, "boot-2", true);
    }

    private static Signal signal(int minute, String boot, boolean healthy) {
        return new Signal(at(minute), at(minute), boot, healthy);
    }

    private static Instant at(int minute) {
        return END.plus(Duration.ofMinutes(minute));
    }

    private static Optional<HealthVerdict> health(Watch watch) {
        return watch.verdict().map(Verdict::health);
    }
}
