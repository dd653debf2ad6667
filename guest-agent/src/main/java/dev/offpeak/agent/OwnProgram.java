package dev.offpeak.agent;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * The file that this agent was started from. The package manager may replace it while the agent runs, since the agent's own package is updated
 * like any other; the agent then ends between two pieces of work, and its service starts the new one. Nobody ends it in the middle.
 */
final class OwnProgram {
    private final Optional<Path> file;
    private final Optional<String> atStart;

    OwnProgram(Optional<Path> file) {
        this.file = file;
        this.atStart = file.flatMap(OwnProgram::identity);
    }

    /** The jar of these classes; none while they are read from a folder. */
    static OwnProgram running() {
        try {
            return new OwnProgram(Optional.of(Path.of(OwnProgram.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI()))
                    .filter(Files::isRegularFile));
        } catch (URISyntaxException e) {
            return new OwnProgram(Optional.empty());
        }
    }

    /** Whether another file is in its place. */
    boolean isReplaced() {
        Optional<String> now = file.flatMap(OwnProgram::identity);
        return now.isPresent() && !now.equals(atStart);
    }

    private static Optional<String> identity(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return Optional.of(attributes.fileKey() + " " + attributes.lastModifiedTime() + " " + attributes.size());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
