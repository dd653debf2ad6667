package dev.offpeak.agent.apt;

import dev.offpeak.agent.command.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether a machine needs a reboot: packages say so by a marker file, which not every image has what it takes to write; a kernel that was put
 * into {@code /boot} after the machine booted needs none.
 */
final class RebootNeed {
    private static final List<String> MARKERS = List.of("/run/reboot-required", "/var/run/reboot-required");

    private final Commands commands;

    RebootNeed(Commands commands) {
        this.commands = commands;
    }

    boolean isThere() {
        return MARKERS.stream().map(commands::file).anyMatch(Files::exists)
                || commands.isOwnMachine()
                        && bootedAt().filter(this::hasKernelNewerThan).isPresent();
    }

    private boolean hasKernelNewerThan(Instant boot) {
        try (Stream<Path> files = Files.list(commands.file("/boot"))) {
            for (Path file : (Iterable<Path>) files::iterator) {
                if (file.getFileName().toString().startsWith("vmlinuz-")
                        && changedAt(file).isAfter(boot)) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return false;
        }
    }

    /** The change of its inode, for a package's file has the time at which it was built. */
    private static Instant changedAt(Path file) throws IOException {
        return ((FileTime) Files.getAttribute(file, "unix:ctime")).toInstant();
    }

    private static Optional<Instant> bootedAt() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/stat"))) {
            return lines.filter(line -> line.startsWith("btime "))
                    .findFirst()
                    .map(line -> Instant.ofEpochSecond(
                            Long.parseLong(line.substring("btime ".length()).strip())));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
