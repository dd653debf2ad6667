package dev.offpeak.local.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * One process and no other: numbers are used again, so the moment it started belongs to it.
 *
 * @param pid its number
 * @param startedAt real time, as the operating system tells it
 */
public record ProcessId(long pid, Instant startedAt) {
    /** The system derives the start from its boot time, which a clock correction moves a little. */
    private static final Duration TOLERANCE = Duration.ofSeconds(3);

    private static final Duration PATIENCE_AFTER_KILL = Duration.ofSeconds(5);

    /** Of a process that was just started. */
    public static ProcessId of(ProcessHandle process) {
        return new ProcessId(process.pid(), process.info().startInstant().orElseGet(Instant::now));
    }

    /** This very process while it runs; empty when it has ended, or another one has its number by now. */
    public Optional<ProcessHandle> find() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(process -> process.info()
                        .startInstant()
                        .map(start -> Duration.between(start, startedAt).abs().compareTo(TOLERANCE) <= 0)
                        .orElse(false))
                .filter(process -> !isZombie());
    }

    /** The server of a PostgreSQL folder, by what it wrote down itself; empty when none runs there. */
    public static Optional<ProcessId> ofPostgres(Path data) {
        try {
            List<String> lines = Files.readAllLines(data.resolve("postmaster.pid"));
            return Optional.of(new ProcessId(
                            Long.parseLong(lines.get(0).trim()),
                            Instant.ofEpochSecond(Long.parseLong(lines.get(2).trim()))))
                    .filter(id -> id.find().isPresent());
        } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    /** Asks it to end, and makes it end when it has not within that time. Nothing happens when it runs no more. */
    public void end(Duration patience) {
        find().ifPresent(process -> {
            process.destroy();
            if (!ended(process, patience)) {
                process.destroyForcibly();
                ended(process, PATIENCE_AFTER_KILL);
            }
        });
    }

    /** Waits for its end; whether it came. */
    public boolean awaitEnd(Duration patience) {
        return find().map(process -> ended(process, patience)).orElse(true);
    }

    private static boolean ended(ProcessHandle process, Duration patience) {
        CompletableFuture<Boolean> end = process.onExit().thenApply(ended -> true);
        return end.completeOnTimeout(false, patience.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    /** Ended, but not yet fetched by its parent: where a container has no init, orphans stay like this. */
    private boolean isZombie() {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            return stat.startsWith("Z", stat.lastIndexOf(')') + 2);
        } catch (IOException e) {
            return false;
        }
    }
}
