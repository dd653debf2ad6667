package dev.offpeak.orchestrator.it;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Another process of the service under test, on the same database and broker: the packaged jar, or the native executable. */
final class Replica implements AutoCloseable {
    private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");

    private final Process process;
    private final Path log;

    private Replica(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    static Replica start() {
        return start(Map.of());
    }

    /** With settings in place of those that the service under test has. */
    static Replica start(Map<String, String> others) {
        List<String> command = new ArrayList<>();
        List<String> settings = new ArrayList<>();
        Map<String, String> all = new HashMap<>(OrchestratorTestResource.settings());
        all.putAll(others);
        for (Map.Entry<String, String> setting : all.entrySet()) {
            settings.add("-D" + setting.getKey() + "=" + setting.getValue());
        }
        settings.add("-Dquarkus.http.port=0");
        if (Files.exists(JAR)) {
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(settings);
            command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", JAR.toString()));
        } else {
            command.add(System.getProperty("native.image.path"));
            command.addAll(settings);
        }
        try {
            Path log = Files.createTempFile("offpeak-replica", ".log");
            File out = log.toFile();
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(out)
                    .start();
            return new Replica(process, log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether it has come up. */
    boolean isUp() {
        return log().contains("started in") && process.isAlive();
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As the machine would: no handler runs. */
    void killed() {
        process.destroyForcibly();
        close();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
