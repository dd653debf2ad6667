package dev.offpeak.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CpuClockTest {
    @TempDir
    private Path proc;

    @BeforeEach
    void processes() throws IOException {
        process(10, 1, "java", 100, 20, 0, 0);
        process(20, 1, "postgres", 5, 5, 30, 10);
        process(21, 20, "postgres: 4) S 20 (", 7, 3, 0, 0);
        process(22, 20, "postgres", 1, 1, 0, 0);
        process(30, 1, "java", 4, 0, 0, 0);
        process(40, 1, "java", 2, 0, 0, 0);
        Files.createDirectories(proc.resolve("sys"));
    }

    @Test
    void aProcessCountsItsOwnTimeAndTheDatabaseItsChildrensToo() {
        assertThat(clock().now())
                .isEqualTo(Map.of(
                        CpuClock.Part.SERVICE, Duration.ofMillis(1200),
                        CpuClock.Part.POSTGRESQL, Duration.ofMillis(620),
                        CpuClock.Part.BROKER, Duration.ofMillis(40),
                        CpuClock.Part.GENERATOR, Duration.ofMillis(20)));
    }

    @Test
    void timeBetweenTwoReadingsIsWhatWasUsed() throws IOException {
        Map<CpuClock.Part, Duration> before = clock().now();
        process(10, 1, "java", 105, 21, 0, 0);

        assertThat(CpuClock.between(before, clock().now()))
                .containsEntry(CpuClock.Part.SERVICE, Duration.ofMillis(60))
                .containsEntry(CpuClock.Part.BROKER, Duration.ZERO);
    }

    @Test
    void aProcessThatEndedIsNotTakenForAnIdleOne() throws IOException {
        Files.delete(proc.resolve("10/stat"));

        assertThatThrownBy(() -> clock().now()).isInstanceOf(BenchFailure.class).hasMessageContaining("10");
    }

    private CpuClock clock() {
        return new CpuClock(proc, 10, 20, 30, 40);
    }

    private void process(int pid, int parent, String name, int user, int system, int endedUser, int endedSystem)
            throws IOException {
        Path folder = Files.createDirectories(proc.resolve(Integer.toString(pid)));
        Files.writeString(
                folder.resolve("stat"),
                pid + " (" + name + ") S " + parent + " 1 1 0 -1 4194560 1 2 3 4 " + user + " " + system + " "
                        + endedUser + " " + endedSystem + " 20 0 1 0 99\n");
    }
}
