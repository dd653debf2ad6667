package dev.offpeak.local;

import dev.offpeak.local.process.ProcessId;
import java.io.IOException;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Ends a platform, and what is left of one whose launcher died. */
@Command(name = "down", mixinStandardHelpOptions = true, description = "End the platform; its data stays.")
final class DownCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Mixin
    private DataOption data;

    @Override
    public Integer call() throws IOException {
        DataFolder folder = data.folder();
        if (!Files.isDirectory(folder.path())) {
            System.out.println("No platform runs on " + folder.path() + ".");
            return 0;
        }
        Optional<ProcessId> launcher = folder.readState()
                .map(PlatformState::launcher)
                .filter(id -> id.find().isPresent());
        if (launcher.isPresent()) {
            launcher.get().find().ifPresent(ProcessHandle::destroy);
            if (!launcher.get().awaitEnd(PATIENCE)) {
                throw new PlatformException("The launcher (process "
                        + launcher.get().pid() + ") has not ended after " + PATIENCE.toSeconds()
                        + " seconds: end it with kill -9, then call this command again.");
            }
        }
        List<String> leftovers;
        FileLock lock = folder.lock();
        try {
            leftovers = folder.endLeftovers();
        } finally {
            lock.channel().close();
        }
        if (!leftovers.isEmpty()) {
            System.out.println("Ended what an earlier launcher had left running: " + String.join(", ", leftovers));
        } else {
            System.out.println(
                    launcher.isPresent() ? "Offpeak has ended." : "No platform runs on " + folder.path() + ".");
        }
        return 0;
    }
}
