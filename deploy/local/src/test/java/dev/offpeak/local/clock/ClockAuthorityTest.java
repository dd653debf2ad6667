package dev.offpeak.local.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.offpeak.time.ClockFile;
import dev.offpeak.time.ClockSegment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClockAuthorityTest {
    private static final Instant START = Instant.parse("2026-11-10T12:00:00Z");
    private static final ClockRates RATES = new ClockRates(12_000, 3_000);
    private static final WorkReading BUSY = new WorkReading(5, 0, 0);
    private static final Duration STEP = Duration.ofMillis(100);

    @TempDir
    private Path folder;

    private Path file;
    private Instant real = Instant.parse("2026-11-23T08:00:00Z");

    @BeforeEach
    void nameFile() {
        file = folder.resolve("clock.json");
    }

    @Test
    void aNewClockStartsWhereItIsToldAndAtRealSpeed() throws IOException {
        ClockAuthority authority = open(Optional.of(START));

        pass(authority, Duration.ofSeconds(5));

        assertThat(authority.now()).isEqualTo(START.plusSeconds(5));
        assertThat(authority.rate()).isEqualTo(1);
    }

    @Test
    void speedsUpOnlyAfterSeveralQuietLooksAndSlowsDownAtTheFirstBusyOne() throws IOException {
        ClockAuthority authority = open(Optional.of(START));

        look(authority, WorkReading.IDLE, 2);
        pass(authority, Duration.ofSeconds(1));
        assertThat(authority.rate()).isEqualTo(1);

        look(authority, WorkReading.IDLE, 1);
        pass(authority, Duration.ofSeconds(1));
        assertThat(authority.rate()).isEqualTo(12_000);

        look(authority, BUSY, 1);
        pass(authority, Duration.ofMillis(280));
        assertThat(authority.rate()).isEqualTo(3_000);
    }

    @Test
    void announcesEachChangeBeforeItHolds() throws IOException {
        ClockAuthority authority = open(Optional.of(START));

        look(authority, WorkReading.IDLE, 3);

        List<ClockSegment> written = ClockFile.read(file);
        ClockSegment announced = written.get(1);
        assertThat(announced.rate()).isEqualTo(12_000);
        assertThat(announced.realAnchor()).isAfterOrEqualTo(real.minus(STEP).plusMillis(ClockFile.NOTICE_MILLIS));
    }

    /** A seeded mix of readings; whoever follows the file sees time go on steadily, whatever was announced meanwhile. */
    @Test
    void neverJumpsWhateverTheServicesSay() throws IOException {
        ClockAuthority authority = open(Optional.of(START));
        Random random = new Random(42);
        Instant before = authority.now();

        for (int i = 0; i < 500; i++) {
            WorkReading reading =
                    new WorkReading(random.nextInt(3), random.nextInt(900), random.nextInt(20) == 0 ? 1 : 0);
            authority.look(reading);
            real = real.plus(STEP);
            Instant now = authority.now();
            Instant read = at(ClockFile.read(file), real);
            assertThat(now).as("goes on").isAfter(before);
            assertThat(Duration.between(before, now))
                    .as("no jump ahead")
                    .isLessThanOrEqualTo(Duration.ofSeconds(1_200));
            assertThat(read).as("as the readers see it").isCloseTo(now, within(1, ChronoUnit.MILLIS));
            before = now;
        }
    }

    @Test
    void goesOnWhereItWasAfterARestart() throws IOException {
        ClockAuthority authority = open(Optional.of(START));
        look(authority, WorkReading.IDLE, 30);
        Instant last = authority.now();
        authority.rest();

        real = real.plus(Duration.ofHours(2));
        ClockAuthority again = open(Optional.empty());

        assertThat(again.now()).isEqualTo(last.plus(Duration.ofHours(2)));
        assertThat(again.rate()).isEqualTo(1);
    }

    @Test
    void fallsBackToRealSpeedWithinSecondsWhenItsLauncherDies() throws IOException {
        ClockAuthority authority = open(Optional.of(START));
        look(authority, WorkReading.IDLE, 50);
        Instant last = authority.now();

        real = real.plus(Duration.ofDays(1));

        Duration passed = Duration.between(last, at(ClockFile.read(file), real));
        assertThat(passed).isLessThan(Duration.ofDays(1).plusSeconds(3 * 12_000));
        assertThat(open(Optional.empty()).now()).isEqualTo(at(ClockFile.read(file), real));
    }

    @Test
    void refusesANewStartForAClockThatRuns() throws IOException {
        open(Optional.of(START));

        assertThatThrownBy(() -> open(Optional.of(START.plusSeconds(60))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("never jumps");
    }

    @Test
    void keepsTheFileSmall() throws IOException {
        ClockAuthority authority = open(Optional.empty());

        for (int i = 0; i < 80; i++) {
            look(authority, i % 2 == 0 ? BUSY : WorkReading.IDLE, 4);
        }

        assertThat(ClockFile.read(file)).hasSizeLessThan(50);
        assertThat(Files.size(file)).isLessThan(8_000);
    }

    private ClockAuthority open(Optional<Instant> startAt) throws IOException {
        return ClockAuthority.open(file, startAt, RATES, () -> real);
    }

    private void look(ClockAuthority authority, WorkReading reading, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            authority.look(reading);
            real = real.plus(STEP);
        }
    }

    private void pass(ClockAuthority authority, Duration time) {
        real = real.plus(time);
        authority.now();
    }

    private static Instant at(List<ClockSegment> segments, Instant real) {
        ClockSegment inForce = segments.get(0);
        for (ClockSegment segment : segments) {
            inForce = segment.realAnchor().isAfter(real) ? inForce : segment;
        }
        return inForce.platformAt(real);
    }
}
