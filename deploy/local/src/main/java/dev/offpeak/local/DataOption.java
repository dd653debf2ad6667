package dev.offpeak.local;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which platform a command is about. */
final class DataOption {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder that keeps the platform's data (default: offpeak below the user's cache).")
    private Path data;

    Path path() {
        return data == null ? DataFolder.usual() : data;
    }

    DataFolder folder() {
        return new DataFolder(path().toAbsolutePath().normalize());
    }

    /** The platform that runs there. */
    PlatformState running() {
        return folder().readState()
                .filter(PlatformState::isAlive)
                .orElseThrow(() -> new PlatformException("No platform runs on " + folder().path()
                        + ": start one with ./offpeak up, or name its folder with --data."));
    }
}
