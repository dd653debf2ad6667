package dev.offpeak.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** What the agent says of the machine it runs on. */
final class Machine {
    private static final Path OS_RELEASE = Path.of("/etc/os-release");
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");
    /** Where the kernel tells no boot id, each run of the agent counts as a boot. */
    private static final String RUN_ID = UUID.randomUUID().toString();

    private Machine() {}

    static String osName() {
        try {
            return Files.readAllLines(OS_RELEASE).stream()
                    .filter(line -> line.startsWith("PRETTY_NAME="))
                    .map(line -> line.substring("PRETTY_NAME=".length()).replace("\"", ""))
                    .findFirst()
                    .orElseGet(() -> System.getProperty("os.name"));
        } catch (IOException e) {
            return System.getProperty("os.name");
        }
    }

    static String osVersion() {
        return System.getProperty("os.version");
    }

    static String computerName() {
        return firstLine(HOST_NAME, "localhost");
    }

    static String bootId() {
        return firstLine(BOOT_ID, RUN_ID);
    }

    private static String firstLine(Path file, String otherwise) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            return otherwise;
        }
    }
}
