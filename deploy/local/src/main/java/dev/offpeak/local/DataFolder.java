package dev.offpeak.local;

import dev.offpeak.local.process.ProcessId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Where one platform keeps everything: data, certificates, logs and what it knows of its own processes.
 *
 * @param path absolute
 */
public record DataFolder(Path path) {
    private static final long NEEDED_MEGABYTES = 400;
    private static final long MEGABYTE = 1024 * 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Below the user's cache. */
    public static Path usual() {
        String cache = System.getenv("XDG_CACHE_HOME");
        Path base =
                cache == null || cache.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
        return base.resolve("offpeak");
    }

    public Path clock() {
        return path.resolve("clock.json");
    }

    public Path state() {
        return path.resolve("platform.json");
    }

    public Path secrets() {
        return path.resolve("secrets.json");
    }

    public Path certificates() {
        return path.resolve("tls");
    }

    public Path postgres() {
        return path.resolve("postgres");
    }

    public Path broker() {
        return path.resolve("broker");
    }

    public Path fleet() {
        return path.resolve("fleet");
    }

    /** Log of one process; what was written before this start is in the same name with .old. */
    public Path log(String name) {
        return path.resolve("logs").resolve(name + ".log");
    }

    /** Creates the folder, for the owner only, and sees that it can be written and has room. */
    void prepare() {
        try {
            if (!Files.isDirectory(path)) {
                Files.createDirectories(path.getParent());
                Files.createDirectory(
                        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            Files.createDirectories(path.resolve("logs"));
            Files.write(
                    Files.createTempFile(path, "room", ".probe"),
                    new byte[64 * 1024],
                    StandardOpenOption.DELETE_ON_CLOSE);
            long free = Files.getFileStore(path).getUsableSpace() / MEGABYTE;
            if (free < NEEDED_MEGABYTES) {
                throw new PlatformException("Only " + free + " MB are left on the disk of " + path + ", and "
                        + NEEDED_MEGABYTES + " are needed: free some space, or choose another folder with --data.");
            }
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    PlatformException unusable(IOException e) {
        String reason = e instanceof AccessDeniedException
                ? "permission denied"
                : e instanceof FileSystemException file && file.getReason() != null
                        ? file.getReason().toLowerCase(Locale.ROOT)
                        : String.valueOf(e.getMessage());
        return new PlatformException(
                "The data folder " + path + " can't be written (" + reason
                        + "): make it writable, free some space, or choose another folder with --data.",
                e);
    }

    /** Puts the logs of earlier runs aside, one generation of them. */
    void setLogsAside() throws IOException {
        try (var logs = Files.newDirectoryStream(path.resolve("logs"), "*.log")) {
            for (Path log : logs) {
                if (!log.equals(log("launcher"))) {
                    Files.move(
                            log, log.resolveSibling(log.getFileName() + ".old"), StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    /**
     * Keeps every other launcher away until it is closed, or this process ends in whatever way.
     *
     * @throws PlatformException when one is there already
     */
    FileLock lock() throws IOException {
        FileChannel channel =
                FileChannel.open(path.resolve("platform.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // Held by another platform of this very process: refused like any other.
        }
        if (lock == null) {
            channel.close();
            String who = readState()
                    .map(state -> " (process " + state.launcher().pid() + ", " + state.httpsUrl() + ")")
                    .orElse("");
            throw new PlatformException("Another platform runs on the folder " + path + who + ": end it with "
                    + downCommand() + ", or choose another folder with --data.");
        }
        return lock;
    }

    /** What ends the platform that runs here. */
    String downCommand() {
        return "./offpeak down" + (path.equals(usual().toAbsolutePath()) ? "" : " --data " + path);
    }

    /** Empty when no platform ever ran here, or none since one ended properly. A damaged file counts as none. */
    Optional<PlatformState> readState() {
        try {
            return JsonFile.read(state(), PlatformState.class);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Ends what an earlier launcher left running when it died: its recorded processes, the newest first, and the
     * database's server. Each is found by its number and its start time, so no other process is ever touched.
     *
     * @return the names of what was still running
     */
    List<String> endLeftovers() throws IOException {
        List<String> ended = new ArrayList<>();
        List<PlatformState.Running> recorded =
                new ArrayList<>(readState().map(PlatformState::processes).orElse(List.of()));
        Collections.reverse(recorded);
        for (PlatformState.Running running : recorded) {
            running.id().filter(id -> id.find().isPresent()).ifPresent(id -> {
                ended.add(running.name());
                id.end(PATIENCE);
            });
        }
        ProcessId.ofPostgres(postgres().resolve("data")).ifPresent(server -> {
            ended.add("PostgreSQL");
            server.end(PATIENCE);
        });
        Files.deleteIfExists(state());
        return ended;
    }
}
