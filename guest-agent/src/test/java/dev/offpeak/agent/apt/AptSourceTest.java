package dev.offpeak.agent.apt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.offpeak.agent.source.Scan;
import dev.offpeak.contracts.Patch;
import dev.offpeak.rules.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** On a Debian-like machine asks its real apt. */
class AptSourceTest {
    @Test
    @Rule("A2")
    @DisplayName("A2: assesses the machine this test runs on with its real package manager, and changes nothing")
    void assessesThisMachineAndChangesNothing() throws IOException, InterruptedException {
        Optional<AptSource> apt = AptSource.find(Path.of("/"), false);
        assumeTrue(apt.isPresent(), "No apt on this machine.");
        List<String> before = aptFiles();

        Scan scan = apt.get().scan();

        assertThat(scan.source()).isEqualTo("apt");
        assertThat(scan.patches()).extracting(Patch::patchId).doesNotHaveDuplicates();
        assertThat(scan.patches())
                .allSatisfy(patch -> assertThat(patch.version()).isPresent());
        assertThat(scan.criticalAndSecurity() + scan.other())
                .isEqualTo(scan.patches().size());
        assertThat(aptFiles()).isEqualTo(before);
    }

    private static List<String> aptFiles() throws IOException {
        List<String> files = new ArrayList<>();
        for (Path folder : List.of(Path.of("/var/cache/apt"), Path.of("/var/lib/apt"), Path.of("/var/lib/dpkg"))) {
            try (Stream<Path> children = Files.list(folder)) {
                for (Path child : (Iterable<Path>) children.sorted()::iterator) {
                    files.add(child + " " + Files.getLastModifiedTime(child));
                }
            }
        }
        return files;
    }
}
