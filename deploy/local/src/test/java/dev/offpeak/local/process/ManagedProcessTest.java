package dev.offpeak.local.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManagedProcessTest {
    @TempDir
    private Path folder;

    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final List<String> messages = new CopyOnWriteArrayList<>();
    private ManagedProcess process;

    @AfterEach
    void stop() {
        process.stop(Duration.ofSeconds(1));
        scheduler.shutdownNow();
    }

    @Test
    void whatIsKilledComesBackAndOneLineSaysSo() {
        process = managed("exec sleep 60");
        process.start();
        ProcessId first = process.id().orElseThrow();

        process.kill();

        await().atMost(Duration.ofMinutes(1))
                .until(() -> process.isAlive() && !process.id().orElseThrow().equals(first));
        assertThat(process.restarts()).isEqualTo(1);
        assertThat(messages)
                .singleElement()
                .asString()
                .startsWith("sleeper ended (exit code 137); it is started again");
    }

    @Test
    void whatCannotRunIsCountedAndItsLastWordsAreKept() {
        process = managed("echo no room; exit 3");
        process.start();

        await().atMost(Duration.ofMinutes(1)).until(() -> process.deathsBeforeReady() >= 2);
        assertThat(process.lastWords()).endsWith("no room");
    }

    @Test
    void whatIsStoppedStaysEnded() {
        process = managed("exec sleep 60");
        process.start();
        ProcessId id = process.id().orElseThrow();

        process.stop(Duration.ofSeconds(5));
        process.start();

        assertThat(id.find()).isEmpty();
        assertThat(process.isAlive()).isFalse();
        assertThat(messages).isEmpty();
    }

    @Test
    void whatDoesNotListenIsMadeToEnd() {
        process = managed("trap '' TERM; echo deaf; while true; do sleep 0.1; done");
        process.start();
        await().atMost(Duration.ofMinutes(1)).until(() -> process.lastWords().contains("deaf"));

        process.stop(Duration.ofMillis(300));

        assertThat(process.id().orElseThrow().find()).isEmpty();
    }

    @Test
    void passesItsEnvironmentOn() throws Exception {
        process = managed("echo \"word=$WORD\"; exec sleep 60");
        process.start();

        await().atMost(Duration.ofMinutes(1))
                .until(() -> Files.readString(folder.resolve("sleeper.log")).contains("word=offpeak"));
    }

    @Test
    void neverGivesTheSamePortTwice() {
        process = managed("exit 0");
        FreePorts ports = new FreePorts();

        List<Integer> given =
                IntStream.range(0, 50).map(i -> ports.next()).boxed().toList();

        assertThat(given).doesNotHaveDuplicates().allMatch(FreePorts::isFree);
    }

    private ManagedProcess managed(String script) {
        Recipe recipe = new Recipe(
                "sleeper",
                List.of("sh", "-c", script),
                Map.of("WORD", "offpeak"),
                folder.resolve("sleeper.log"),
                0,
                () -> false);
        return new ManagedProcess(recipe, scheduler, messages::add, () -> {});
    }
}
