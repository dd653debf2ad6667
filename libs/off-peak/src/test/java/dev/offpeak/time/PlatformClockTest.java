package dev.offpeak.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlatformClockTest {
    private static final Instant REAL = Instant.parse("2026-11-01T10:00:00Z");
    private static final Instant PLATFORM = Instant.parse("2026-11-10T18:00:00Z");

    private final AtomicReference<Instant> real = new AtomicReference<>(REAL);
    private final AtomicReference<List<ClockSegment>> segments =
            new AtomicReference<>(List.of(new ClockSegment(REAL, PLATFORM, 3000)));
    private final PlatformClock clock = new PlatformClock(real::get, segments::get);

    @Test
    void platformTimeRunsAtTheSegmentsRate() {
        real.set(REAL.plusMillis(100));

        assertThat(clock.now()).isEqualTo(PLATFORM.plusSeconds(300));
        assertThat(clock.realNow()).isEqualTo(REAL.plusMillis(100));
    }

    @Test
    void anAnnouncedSegmentTakesOverAtItsAnchorWithoutAJump() {
        Instant change = REAL.plusSeconds(1);
        ClockSegment first = clock.segment();
        segments.set(List.of(first, first.then(change, 12_000)));

        real.set(change.minusMillis(1));
        assertThat(clock.segment()).isEqualTo(first);
        assertThat(clock.now()).isEqualTo(PLATFORM.plusSeconds(3000).minusSeconds(3));

        real.set(change);
        assertThat(clock.segment().rate()).isEqualTo(12_000);
        assertThat(clock.now()).isEqualTo(PLATFORM.plusSeconds(3000));

        real.set(change.plusMillis(1));
        assertThat(clock.now()).isEqualTo(PLATFORM.plusSeconds(3012));
    }

    @Test
    void platformTimeIsContinuousOverManyChangesOfRate() {
        ClockSegment segment = clock.segment();
        for (double rate : new double[] {12_000, 1, 3000, 0.5, 7.3}) {
            Instant change = segment.realAnchor().plusMillis(777);
            ClockSegment next = segment.then(change, rate);

            assertThat(next.platformAt(change)).isEqualTo(segment.platformAt(change));
            assertThat(next.platformAt(change.plusNanos(1))).isAfterOrEqualTo(segment.platformAt(change));
            segment = next;
        }
    }

    @Test
    void platformTimeNeverGoesBackEvenWhenTheMachinesClockDoes() {
        real.set(REAL.plusSeconds(2));
        Instant before = clock.now();

        real.set(REAL.plusSeconds(1));

        assertThat(clock.now()).isEqualTo(before);
    }

    @Test
    void realUntilFollowsTheRateAndIsZeroForThePast() {
        Duration wait = clock.realUntil(PLATFORM.plusSeconds(3000));

        assertThat(wait).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(1).plusNanos(1000));
        assertThat(clock.realUntil(PLATFORM)).isZero();
        real.set(REAL.plus(wait));
        assertThat(clock.now()).isAfterOrEqualTo(PLATFORM.plusSeconds(3000));
    }

    @Test
    void theRealClockIsBothClocks() {
        PlatformClock production = PlatformClock.real();

        assertThat(Duration.between(production.realNow(), production.now())).isLessThan(Duration.ofSeconds(5));
        assertThat(production.segment().rate()).isEqualTo(1);
    }

    @Test
    void aManualClockMovesOnlyByHand() {
        ManualClock manual = new ManualClock(PLATFORM);
        manual.advance(Duration.ofHours(1));

        assertThat(manual.clock().now()).isEqualTo(PLATFORM.plusSeconds(3600));
        assertThat(PlatformClock.fixed(PLATFORM).now()).isEqualTo(PLATFORM);
        assertThatThrownBy(() -> manual.advanceTo(PLATFORM)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theReaderPicksUpWhatTheAuthorityWrites(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("clock.json");
        ClockSegment first = new ClockSegment(Instant.now(), PLATFORM, 1000);
        ClockFile.write(file, List.of(first));
        PlatformClock following = PlatformClock.following(file);
        assertThat(following.segment()).isEqualTo(first);
        assertThat(following.now()).isAfterOrEqualTo(PLATFORM);

        ClockSegment second = first.then(Instant.now().plusMillis(300), 5000);
        ClockFile.write(file, List.of(first, second));

        assertThat(following.segment()).isEqualTo(first);
        Awaitility.await().until(() -> following.segment().equals(second));
        assertThat(Instant.now()).isAfterOrEqualTo(second.realAnchor());
    }

    @Test
    void aDamagedFileLeavesTheClockAsItWas(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("clock.json");
        ClockSegment first = new ClockSegment(Instant.now(), PLATFORM, 1000);
        ClockFile.write(file, List.of(first));
        PlatformClock following = PlatformClock.following(file);

        Files.writeString(file, "{\"segments\":[");
        Awaitility.await()
                .during(Duration.ofMillis(200))
                .until(() -> following.segment().equals(first));
    }

    @Test
    void aMissingOrDamagedFileIsNamed(@TempDir Path folder) throws IOException {
        Path missing = folder.resolve("none.json");
        Path damaged = Files.writeString(folder.resolve("bad.json"), "{\"segments\":[{\"rate\":1}]}");

        assertThatThrownBy(() -> PlatformClock.following(missing)).hasMessageContaining("none.json");
        assertThatThrownBy(() -> ClockFile.read(damaged))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("bad.json");
    }

    @Test
    void aFileThatTurnsTimeBackIsRefused(@TempDir Path folder) {
        ClockSegment first = new ClockSegment(REAL, PLATFORM, 3000);
        ClockSegment back = new ClockSegment(REAL.plusSeconds(10), PLATFORM.plusSeconds(10), 1);

        assertThatThrownBy(() -> ClockFile.write(folder.resolve("c.json"), List.of(first, back)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("turns platform time back");
    }
}
