package dev.offpeak.agent.apt;

import dev.offpeak.contracts.NativeUpdates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Turns unattended upgrades off by a file of our own that apt reads after all others, and gives them back by deleting it: what the image or its
 * administrator configured is never touched, and is what holds again afterwards.
 */
final class NativeUpdatesFile {
    static final String NAME = "/etc/apt/apt.conf.d/zz-offpeak-native-updates";
    private static final String OFF =
            """
            // The platform patches this machine; its agent deletes this file when the machine's patch mode is changed.
            APT::Periodic::Unattended-Upgrade "0";
            APT::Periodic::Download-Upgradeable-Packages "0";
            Unattended-Upgrade::InstallOnShutdown "false";
            """;

    private final Path file;

    NativeUpdatesFile(Path file) {
        this.file = file;
    }

    void settle(NativeUpdates wanted) throws IOException {
        switch (wanted) {
            case TURN_OFF -> turnOff();
            case TURN_ON -> Files.deleteIfExists(file);
            case LEAVE -> {}
        }
    }

    private void turnOff() throws IOException {
        if (!Files.exists(file) || !Files.readString(file).equals(OFF)) {
            Files.writeString(file, OFF);
        }
    }
}
