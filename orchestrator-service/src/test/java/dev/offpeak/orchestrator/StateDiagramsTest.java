package dev.offpeak.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.orchestrator.domain.InstallationState;
import dev.offpeak.orchestrator.domain.PhaseState;
import dev.offpeak.orchestrator.domain.RolloutState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** docs/states/rollout.md says what the enums say. */
class StateDiagramsTest {
    private static final Path PAGE = Path.of("..", "docs", "states", "rollout.md");
    private static final Pattern ARROW = Pattern.compile("^ +(\\w+) --> (\\w+)");

    @Test
    @DisplayName("The arrows drawn are the moves that the states allow")
    void drawnArrowsAreTheMovesThereAre() throws IOException {
        assertThat(drawn("## Rollout")).isEqualTo(moves(RolloutState.values(), RolloutState::mayBecome));
        assertThat(drawn("## Phase, and lane")).isEqualTo(moves(PhaseState.values(), PhaseState::mayBecome));
        assertThat(drawn("## Installation")).isEqualTo(moves(InstallationState.values(), InstallationState::mayBecome));
    }

    private static Set<String> drawn(String heading) throws IOException {
        Set<String> arrows = new TreeSet<>();
        boolean here = false;
        for (String line : Files.readAllLines(PAGE)) {
            if (line.startsWith("## ")) {
                here = line.equals(heading);
            }
            Matcher arrow = ARROW.matcher(line);
            if (here && arrow.find()) {
                arrows.add(arrow.group(1) + " " + arrow.group(2));
            }
        }
        return arrows;
    }

    private static <E> Set<String> moves(E[] states, BiPredicate<E, E> may) {
        Set<String> moves = new TreeSet<>();
        for (E from : states) {
            for (E to : states) {
                if (may.test(from, to)) {
                    moves.add(from + " " + to);
                }
            }
        }
        return moves;
    }
}
