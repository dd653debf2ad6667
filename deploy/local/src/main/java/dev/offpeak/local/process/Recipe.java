package dev.offpeak.local.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * How one process is started, again and again in the same way.
 *
 * @param name for people, and of its log file
 * @param command program and arguments
 * @param environment what is added to ours
 * @param log where its output goes, appended
 * @param port where it listens on loopback; 0 when it does not
 * @param ready asks whether it does its work by now; may block for a second
 */
public record Recipe(
        String name, List<String> command, Map<String, String> environment, Path log, int port, BooleanSupplier ready) {
    public Recipe {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }
}
