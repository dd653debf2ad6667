package dev.offpeak.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFolderTest {
    @TempDir
    Path folder;

    @Test
    void whatWasWrittenIsReadAgainAndOnlyItsOwnerMay() throws IOException {
        StateFolder state = new StateFolder(folder.resolve("agent"));
        assertThat(state.read()).isEmpty();
        AgentState written = AgentState.enrolled(
                        URI.create("http://127.0.0.1:8112"), "vm", "secret", Optional.of(Path.of("/run/token")))
                .withNextSequence("a")
                .withNextSequence("a")
                .withEnded("b");

        state.write(written);

        assertThat(state.read()).contains(written);
        assertThat(written.lastSequence("a")).isEqualTo(2);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("agent/state.json"))))
                .isEqualTo("rw-------");
    }

    @Test
    void remembersTheLastActivitiesThatEnded() {
        AgentState state = IntStream.range(0, 40)
                .mapToObj(Integer::toString)
                .reduce(
                        AgentState.enrolled(
                                URI.create("http://127.0.0.1"), "vm", "secret", Optional.of(Path.of("/run/token"))),
                        AgentState::withEnded,
                        (first, second) -> second);

        assertThat(state.ended()).hasSize(16);
        assertThat(state.hasEnded("39")).isTrue();
        assertThat(state.hasEnded("0")).isFalse();
    }
}
