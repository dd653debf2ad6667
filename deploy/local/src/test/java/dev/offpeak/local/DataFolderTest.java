package dev.offpeak.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.offpeak.local.process.ProcessId;
import java.io.IOException;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
    @TempDir
    private Path base;

    private DataFolder folder;
    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void prepare() {
        folder = new DataFolder(base.resolve("data"));
        folder.prepare();
    }

    @AfterEach
    void endAll() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void isForItsOwnerOnly() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.path())))
                .isEqualTo("rwx------");
    }

    @Test
    void aSecondPlatformOnTheSameFolderIsToldWhoIsThere() throws IOException {
        FileLock lock = folder.lock();
        write(state(ProcessId.of(ProcessHandle.current()), List.of()));

        assertThatThrownBy(folder::lock)
                .isInstanceOf(PlatformException.class)
                .hasMessageContaining("process " + ProcessHandle.current().pid())
                .hasMessageContaining("https://localhost:8443")
                .hasMessageContaining("./offpeak down --data " + folder.path());
        lock.channel().close();
        folder.lock().channel().close();
    }

    @Test
    void endsWhatADeadLauncherLeftRunning() throws Exception {
        Process left = sleeper();
        write(state(new ProcessId(1, Instant.EPOCH), List.of(running("compute", ProcessId.of(left.toHandle())))));

        assertThat(folder.endLeftovers()).containsExactly("compute");

        assertThat(left.waitFor(5, TimeUnit.SECONDS)).isTrue();
        assertThat(folder.readState()).isEmpty();
    }

    @Test
    void leavesAnotherProcessWithTheSameNumberAlone() throws Exception {
        Process stranger = sleeper();
        ProcessId before = new ProcessId(stranger.pid(), Instant.now().minus(Duration.ofHours(1)));
        write(state(before, List.of(running("compute", before))));

        assertThat(folder.readState().orElseThrow().isAlive()).isFalse();
        assertThat(folder.endLeftovers()).isEmpty();

        assertThat(stranger.isAlive()).isTrue();
    }

    @Test
    void findsTheDatabaseOfADeadLauncherByItsOwnRecord() throws Exception {
        Process server = sleeper();
        Path data = Files.createDirectories(folder.postgres().resolve("data"));
        Files.writeString(
                data.resolve("postmaster.pid"),
                server.pid() + "\n" + data + "\n" + Instant.now().getEpochSecond() + "\n5432\n");

        assertThat(folder.endLeftovers()).containsExactly("PostgreSQL");

        assertThat(server.waitFor(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aDamagedStateFileIsNoHindrance() throws IOException {
        Files.writeString(folder.state(), "{\"launcher\":");

        assertThat(folder.readState()).isEmpty();
        assertThat(folder.endLeftovers()).isEmpty();
    }

    @Test
    void stateSurvivesItsFile() throws IOException {
        PlatformState state = state(
                ProcessId.of(ProcessHandle.current()),
                List.of(
                        running("broker", new ProcessId(7, Instant.EPOCH)),
                        new PlatformState.Running("fleet", Optional.empty(), 0, 0)));

        write(state);

        assertThat(folder.readState()).contains(state);
    }

    @Test
    void putsTheLogsOfEarlierRunsAside() throws IOException {
        Files.writeString(folder.log("compute"), "first");
        folder.setLogsAside();
        Files.writeString(folder.log("compute"), "second");
        folder.setLogsAside();

        assertThat(folder.log("compute")).doesNotExist();
        assertThat(folder.log("compute").resolveSibling("compute.log.old")).hasContent("second");
    }

    @Test
    void aFolderThatCannotBeWrittenIsAnErrorThatSaysWhatToDo() throws IOException {
        Path file = Files.writeString(base.resolve("file"), "");

        assertThatThrownBy(() -> new DataFolder(file.resolve("data")).prepare())
                .isInstanceOf(PlatformException.class)
                .hasMessageContaining("--data");
    }

    @Test
    void secretsAreMadeOnceAndNotPrinted() throws IOException {
        Secrets made = Secrets.in(folder.secrets());

        assertThat(Secrets.in(folder.secrets())).isEqualTo(made);
        assertThat(made.toString()).doesNotContain(made.hostKey()).doesNotContain(made.brokerPassword());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.secrets())))
                .isEqualTo("rw-------");
    }

    private Process sleeper() throws IOException {
        Process process = new ProcessBuilder("sleep", "60").start();
        started.add(process);
        return process;
    }

    private void write(PlatformState state) throws IOException {
        JsonFile.write(folder.state(), state);
    }

    private static PlatformState.Running running(String name, ProcessId id) {
        return new PlatformState.Running(name, Optional.of(id), 20_001, 0);
    }

    private static PlatformState state(ProcessId launcher, List<PlatformState.Running> processes) {
        return new PlatformState(
                launcher,
                PlatformState.Phase.READY,
                "https://localhost:8443",
                "http://localhost:8080",
                "http://127.0.0.1:20000",
                Path.of("/ca.pem"),
                Path.of("/trust.p12"),
                20_002,
                processes);
    }
}
