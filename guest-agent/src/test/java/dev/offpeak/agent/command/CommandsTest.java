package dev.offpeak.agent.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.agent.source.Deadline;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CommandsTest {
    @Test
    void progressCountsAndNotTheProcess() {
        Patience patience = new Patience(Duration.ofMinutes(1), Duration.ofMinutes(4));

        assertThat(patience.isOver(Duration.ofSeconds(1), Duration.ofHours(1))).isFalse();
        assertThat(patience.isOver(Duration.ZERO, Duration.ofMinutes(1))).isTrue();
        assertThat(patience.isOver(Duration.ofMinutes(-3), Duration.ofSeconds(59)))
                .isFalse();
        assertThat(patience.isOver(Duration.ofMinutes(-4), Duration.ZERO)).isTrue();
    }

    @Test
    void givesWhatAProgramLeftAndEndsOneThatHangsWithWhatItStarted() throws Exception {
        Commands commands = new Commands(
                Path.of("/"), new Patience(Duration.ZERO, Duration.ofMinutes(1)), Map.of("WORD", "from outside"));

        Output good = commands.run(
                Deadline.within(Duration.ofMinutes(1)), List.of("sh", "-c", "echo $WORD; echo trouble >&2; exit 3"));
        Output hung = commands.run(() -> Duration.ZERO, List.of("sh", "-c", "echo begun; sleep 600; echo never"));

        assertThat(good).isEqualTo(new Output(3, "from outside\n", "trouble\n", false));
        assertThat(hung.cutOff()).isTrue();
        assertThat(hung.out()).isEqualTo("begun\n");
    }
}
