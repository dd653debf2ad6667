package dev.offpeak.agent.command;

import dev.offpeak.agent.source.Deadline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Runs programs of one machine: the one the agent runs on, or one whose disk is mounted below a folder (by chroot, which needs root). A
 * program's output goes to files, so that it lives on undisturbed when the agent is killed, and their growth tells its progress.
 */
public final class Commands {
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);
    private static final Duration TO_END_BY_ITSELF = Duration.ofSeconds(10);

    private final Path root;
    private final Patience patience;
    private final Map<String, String> environment;

    /**
     * @param root where the machine's disk is; {@code /} for the agent's own
     * @param environment set for every program, besides the agent's own
     */
    public Commands(Path root, Patience patience, Map<String, String> environment) {
        this.root = root.toAbsolutePath().normalize();
        this.patience = patience;
        this.environment = Map.copyOf(environment);
    }

    /** Whether it is the machine that the agent itself runs on. */
    public boolean isOwnMachine() {
        return root.getNameCount() == 0;
    }

    /** Where a file of the machine is for the agent. */
    public Path file(String absolute) {
        return isOwnMachine() ? Path.of(absolute) : root.resolve(absolute.substring(1));
    }

    /**
     * Runs a program to its end, or to the end that its time and {@link Patience} set; then it and what it started are ended.
     *
     * @throws IOException when it could not be started
     */
    public Output run(Deadline deadline, List<String> command) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>();
        if (!isOwnMachine()) {
            line.addAll(List.of("chroot", root.toString()));
        }
        line.addAll(command);
        Path folder = Files.createTempDirectory("offpeak-command");
        try {
            Path out = folder.resolve("out");
            Path errors = folder.resolve("errors");
            ProcessBuilder builder =
                    new ProcessBuilder(line).redirectOutput(out.toFile()).redirectError(errors.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            boolean cutOff = !endsByItself(process, deadline, out, errors);
            return new Output(process.exitValue(), Files.readString(out), Files.readString(errors), cutOff);
        } finally {
            delete(folder);
        }
    }

    private boolean endsByItself(Process process, Deadline deadline, Path out, Path errors)
            throws IOException, InterruptedException {
        long said = 0;
        long saidAt = System.nanoTime();
        while (!process.waitFor(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
            long now = Files.size(out) + Files.size(errors);
            if (now != said) {
                said = now;
                saidAt = System.nanoTime();
            }
            if (patience.isOver(deadline.left(), Duration.ofNanos(System.nanoTime() - saidAt))) {
                end(process);
                return false;
            }
        }
        return true;
    }

    private static void end(Process process) throws InterruptedException {
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        all.forEach(ProcessHandle::destroy);
        if (!process.waitFor(TO_END_BY_ITSELF.toMillis(), TimeUnit.MILLISECONDS)) {
            all.forEach(ProcessHandle::destroyForcibly);
            process.waitFor();
        }
        all.forEach(ProcessHandle::destroyForcibly);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
