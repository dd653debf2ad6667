package dev.offpeak.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class InstallationStepTest {
    private static final Pattern MOVE = Pattern.compile("^ {4}(\\w+) --> (\\w+)$", Pattern.MULTILINE);

    @Test
    void diagramShowsExactlyTheMovesOfTheStateMachine() throws IOException {
        Set<String> drawn = new TreeSet<>();
        Matcher moves = MOVE.matcher(Files.readString(Path.of("../docs/states/agent-installation.md")));
        while (moves.find()) {
            drawn.add(moves.group(1) + " --> " + moves.group(2));
        }

        Set<String> allowed = Arrays.stream(InstallationStep.values())
                .flatMap(from -> Stream.of(InstallationStep.values())
                        .filter(from::mayBecome)
                        .map(to -> from + " --> " + to))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(drawn).isEqualTo(allowed);
    }

    @Test
    void anotherMoveIsRefused() {
        Installation asking = Installation.of(InstallationScene.goal(Duration.ofHours(1)), InstallationScene.NOW);

        assertThatThrownBy(() -> asking.become(InstallationStep.REBOOTING))
                .hasMessageContaining("can't go from Asking to Rebooting");
    }
}
