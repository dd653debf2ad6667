package dev.offpeak.agent.apt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.contracts.NativeUpdates;
import dev.offpeak.rules.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeUpdatesFileTest {
    @TempDir
    Path folder;

    @Test
    @Rule({"P1", "P5"})
    @DisplayName("P5: unattended upgrades are turned off by a file of our own, and given back by deleting it")
    void turnsOffAndGivesBack() throws IOException {
        Path file = folder.resolve("zz-offpeak");
        NativeUpdatesFile updates = new NativeUpdatesFile(file);

        updates.settle(NativeUpdates.LEAVE);
        assertThat(file).doesNotExist();
        updates.settle(NativeUpdates.TURN_OFF);
        updates.settle(NativeUpdates.TURN_OFF);
        assertThat(Files.readString(file)).contains("APT::Periodic::Unattended-Upgrade \"0\";");
        updates.settle(NativeUpdates.TURN_ON);
        updates.settle(NativeUpdates.TURN_ON);
        assertThat(file).doesNotExist();
    }
}
