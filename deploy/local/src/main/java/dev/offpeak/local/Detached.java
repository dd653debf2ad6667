package dev.offpeak.local;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Starts a launcher of its own in the background, shows what it says, and leaves it alone once it is ready. */
final class Detached {
    private static final String OPTION = "--detach";
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    private final Checkout checkout;
    private final DataFolder folder;

    Detached(Checkout checkout, DataFolder folder) {
        this.checkout = checkout;
        this.folder = folder;
    }

    /**
     * @param arguments those of this command
     * @throws PlatformException when the platform did not become ready; what it said has been shown
     */
    void start(List<String> arguments) throws IOException, InterruptedException {
        folder.prepare();
        Path log = folder.log("launcher");
        if (folder.readState().filter(PlatformState::isAlive).isPresent()) {
            folder.lock().channel().close();
        }
        Files.deleteIfExists(log);
        Process launcher = new ProcessBuilder(command(arguments))
                .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Thread withUs = new Thread(launcher::destroy, "end-launcher");
        Runtime.getRuntime().addShutdownHook(withUs);
        long shown = 0;
        boolean ready = false;
        while (launcher.isAlive() && !ready) {
            ready = isReady(launcher.pid());
            TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS.toMillis());
            shown = show(log, shown);
        }
        if (!launcher.isAlive()) {
            launcher.waitFor();
            show(log, shown);
            throw new PlatformException("The platform did not start; its launcher's log is " + log);
        }
        Runtime.getRuntime().removeShutdownHook(withUs);
    }

    private boolean isReady(long launcher) {
        Optional<PlatformState> state = folder.readState();
        return state.isPresent()
                && state.get().launcher().pid() == launcher
                && state.get().phase() == PlatformState.Phase.READY;
    }

    private List<String> command(List<String> arguments) {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
            command.add("/usr/bin/setsid");
        }
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Doffpeak.home=" + checkout.home(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        arguments.stream()
                .map(argument -> argument.equals(OPTION) ? UpCommand.IN_BACKGROUND : argument)
                .forEach(command::add);
        return command;
    }

    /** Prints what was added to the log since; returns how much has been shown by now. */
    private static long show(Path file, long from) throws IOException {
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
            byte[] added = new byte[(int) (log.length() - from)];
            log.seek(from);
            log.readFully(added);
            System.out.print(new String(added, StandardCharsets.UTF_8));
            System.out.flush();
            return from + added.length;
        }
    }
}
