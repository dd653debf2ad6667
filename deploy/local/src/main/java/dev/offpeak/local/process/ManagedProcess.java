package dev.offpeak.local.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A process that is to run until it is stopped: when it dies it is started again, at once at first, then after growing
 * pauses; a minute of life forgives what was before. It runs in a session of its own, so that Ctrl-C reaches only the
 * launcher, which ends everything in order.
 */
public final class ManagedProcess {
    private static final List<Duration> PAUSES = List.of(
            Duration.ofMillis(200),
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10));
    private static final Duration FORGIVEN_AFTER = Duration.ofMinutes(1);
    private static final int TAIL_BYTES = 4_000;

    private final Recipe recipe;
    private final ScheduledExecutorService scheduler;
    private final Consumer<String> messages;
    private final Runnable changed;

    private Process process;
    private ProcessId id;
    private Instant startedAt;
    private int deathsInARow;
    private int restarts;
    private boolean wasReady;
    private boolean stopping;

    /**
     * @param scheduler on which restarts run
     * @param messages gets one line for each death
     * @param changed told after each start, when {@link #id()} is another one
     */
    public ManagedProcess(
            Recipe recipe, ScheduledExecutorService scheduler, Consumer<String> messages, Runnable changed) {
        this.recipe = recipe;
        this.scheduler = scheduler;
        this.messages = messages;
        this.changed = changed;
    }

    /** @throws UncheckedIOException when it can't be started at all */
    public void start() {
        synchronized (this) {
            if (stopping) {
                return;
            }
            try {
                Files.createDirectories(recipe.log().getParent());
                ProcessBuilder builder = new ProcessBuilder(inOwnSession(recipe.command()))
                        .redirectErrorStream(true)
                        .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                        .redirectOutput(Redirect.appendTo(recipe.log().toFile()));
                builder.environment().putAll(recipe.environment());
                process = builder.start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            id = ProcessId.of(process.toHandle());
            startedAt = Instant.now();
            process.onExit().thenAccept(this::died);
        }
        changed.run();
    }

    private static List<String> inOwnSession(List<String> command) {
        List<String> whole = new ArrayList<>(command);
        if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
            whole.add(0, "/usr/bin/setsid");
        }
        return whole;
    }

    private void died(Process dead) {
        Duration pause;
        synchronized (this) {
            if (stopping) {
                return;
            }
            boolean forgiven = Duration.between(startedAt, Instant.now()).compareTo(FORGIVEN_AFTER) > 0;
            deathsInARow = forgiven ? 1 : deathsInARow + 1;
            restarts++;
            pause = PAUSES.get(Math.min(deathsInARow, PAUSES.size()) - 1);
        }
        messages.accept(recipe.name() + " ended (exit code " + dead.exitValue() + "); it is started again in "
                + pause.toMillis() / 1000.0 + " s. Its log: " + recipe.log());
        try {
            scheduler.schedule(this::startAgain, pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            messages.accept(recipe.name() + " stays ended: the platform is ending.");
        }
    }

    private void startAgain() {
        try {
            start();
        } catch (UncheckedIOException e) {
            messages.accept(
                    recipe.name() + " can't be started again: " + e.getCause().getMessage());
        }
    }

    /** Whether it runs and says it is ready; asks it. */
    public boolean isReady() {
        boolean ready = isAlive() && recipe.ready().getAsBoolean();
        synchronized (this) {
            wasReady |= ready;
        }
        return ready;
    }

    /** How often it died before it was ever ready. */
    public synchronized int deathsBeforeReady() {
        return wasReady ? 0 : restarts;
    }

    public synchronized int restarts() {
        return restarts;
    }

    /** Asks the operating system, too: the JDK notes a death a moment after it tells those who wait for it. */
    public synchronized boolean isAlive() {
        return process != null && process.isAlive() && process.toHandle().isAlive();
    }

    /** Of the process that runs or ran last; empty before the first start. */
    public synchronized Optional<ProcessId> id() {
        return Optional.ofNullable(id);
    }

    public Recipe recipe() {
        return recipe;
    }

    /** kill -9; it is started again as after any other death. */
    public synchronized void kill() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    /** Asks it to end for good, without waiting. */
    public synchronized void ask() {
        stopping = true;
        if (process != null) {
            process.destroy();
        }
    }

    /** Ends it for good: asks first, and makes it end when it has not within that time. Twice changes nothing. */
    public void stop(Duration patience) {
        ask();
        id().ifPresent(last -> last.end(patience));
    }

    /** The last lines of its log, for a message about it; empty when there are none. */
    public String lastWords() {
        try (RandomAccessFile log = new RandomAccessFile(recipe.log().toFile(), "r")) {
            long from = Math.max(0, log.length() - TAIL_BYTES);
            byte[] tail = new byte[(int) (log.length() - from)];
            log.seek(from);
            log.readFully(tail);
            return new String(tail, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return "";
        }
    }
}
