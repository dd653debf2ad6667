package dev.offpeak.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.contracts.agent.ClockReading;
import dev.offpeak.rules.Rule;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class GuestClockTest {
    private static final Instant REAL = Instant.parse("2026-11-10T22:00:00Z");

    @Test
    @Rule("I3")
    @DisplayName("I3: a guest whose clock is hours off keeps to its order's time all the same")
    void isPutRightByThePlatform() {
        GuestClock clock = new GuestClock(Clock.fixed(REAL.minus(Duration.ofHours(5)), ZoneOffset.UTC));

        clock.platformSaid(REAL);

        assertThat(clock.now()).isEqualTo(REAL);
        assertThat(clock.deadline(REAL).isOver()).isTrue();
        assertThat(clock.deadline(REAL.plusSeconds(60)).left()).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void aFewSecondsAreNoSkewForADateHasNoMore() {
        GuestClock clock = new GuestClock(Clock.fixed(REAL, ZoneOffset.UTC));
        clock.follow(new ClockReading(REAL, REAL, 3000));

        clock.platformSaid(REAL.minusSeconds(4));

        assertThat(clock.now()).isEqualTo(REAL);
        assertThat(clock.deadline(REAL.plusSeconds(3000)).left()).isEqualTo(Duration.ofSeconds(1));
    }
}
