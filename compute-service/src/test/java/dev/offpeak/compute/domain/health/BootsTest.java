package dev.offpeak.compute.domain.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.rules.Rule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@Rule("E5")
@DisplayName("E5: two guests that speak for one VM are told apart from one that reboots")
class BootsTest {
    private static final Instant START = Instant.parse("2026-11-10T12:00:00Z");
    private static final Boots.Patience PATIENCE = new Boots.Patience(Duration.ofSeconds(30), Duration.ofMinutes(10));

    private Boots boots = new Boots(Optional.empty(), List.of(), Optional.empty());

    @Test
    void rebootsAreNoRivals() {
        for (int minute = 0; minute < 40; minute++) {
            heard("boot-" + minute / 2, minute * 60);
        }

        assertThat(boots.rivals()).isEmpty();
        assertThat(boots.present()).contains("boot-19");
        assertThat(boots.replaced()).hasSize(16).first().isEqualTo(new Boots.Replaced("boot-18", at(38 * 60)));
    }

    @Test
    void aReplacedBootThatComesBackIsAnotherGuest() {
        heard("original", 0);
        heard("copy", 20);
        assertThat(boots.rivals()).isEmpty();

        heard("original", 60);

        assertThat(boots.rivals()).contains(new Boots.Rivals(at(60), at(60)));
        assertThat(boots.present()).contains("original");
    }

    @Test
    void aHeartbeatThatWasUnderWayDuringTheRebootCountsForNothing() {
        heard("before", 0);
        heard("after", 60);

        assertThat(boots.isLate("before", at(75), PATIENCE)).isTrue();
        assertThat(boots.heard("before", at(75), PATIENCE)).isEqualTo(boots);
        assertThat(boots.isLate("after", at(75), PATIENCE)).isFalse();
        assertThat(boots.isLate("before", at(91), PATIENCE)).isFalse();
    }

    @Test
    void guestsThatTakeTurnsQuicklyAreFoundOnceThePatienceIsOver() {
        for (int second = 0; second < 40; second++) {
            heard(second % 2 == 0 ? "original" : "copy", second);
        }

        assertThat(boots.rivals()).isPresent();
    }

    @Test
    void aRebootOfOneOfTheTwoHidesNeither() {
        heard("original", 0);
        heard("copy", 40);
        heard("original again", 80);
        heard("copy", 120);

        assertThat(boots.rivals()).isPresent();
        heard("copy rebooted", 160);
        assertThat(boots.rivals()).contains(new Boots.Rivals(at(120), at(160)));
    }

    @Test
    void theOtherIsGoneOnceOneBootAloneWasHeardForLongEnough() {
        heard("original", 0);
        heard("copy", 40);
        heard("original", 80);

        heard("original", 80 + 599);
        assertThat(boots.rivals()).isPresent();
        heard("original", 80 + 600);
        assertThat(boots.rivals()).isEmpty();

        heard("copy", 900);
        assertThat(boots.rivals()).isPresent();
    }

    private void heard(String bootId, long seconds) {
        boots = boots.heard(bootId, at(seconds), PATIENCE);
    }

    private static Instant at(long seconds) {
        return START.plusSeconds(seconds);
    }
}
