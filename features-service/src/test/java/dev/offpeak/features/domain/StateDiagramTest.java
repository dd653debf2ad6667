package dev.offpeak.features.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class StateDiagramTest {
    private static final Path DIAGRAM = Path.of("../docs/states/feature-registration.md");
    private static final Pattern ARROW = Pattern.compile("^\\s*(\\w+) --> (\\w+)", Pattern.MULTILINE);

    @Test
    void theDiagramShowsExactlyTheMovesThatAreAllowed() throws IOException {
        Set<String> allowed = new TreeSet<>();
        for (RegistrationState from : RegistrationState.values()) {
            for (RegistrationState to : from.next()) {
                allowed.add(from.seen() + " --> " + to.seen());
            }
        }

        Set<String> drawn = new TreeSet<>();
        Matcher arrows = ARROW.matcher(Files.readString(DIAGRAM));
        while (arrows.find()) {
            drawn.add(arrows.group(1) + " --> " + arrows.group(2));
        }

        assertThat(drawn).isEqualTo(allowed);
    }
}
