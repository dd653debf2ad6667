package dev.offpeak.fuzz;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The log of the packaged service under test, from the moment of its making on. */
public final class ServiceLog {
    private static final Pattern ERROR = Pattern.compile("^[0-9-]+ [0-9:,.]+ .*ERROR +\\[.*");

    private final Path file;
    private final long from;

    /** @param file where Quarkus' integration tests have it written */
    public ServiceLog(Path file) {
        this.file = file;
        try {
            from = Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The lines since then that tell of a fault of ours. Quarkus' own error handler is passed over: it speaks up for a body in chunks that
     * it has cut off itself, and anything else it tells of was a 5xx to the client.
     */
    public List<String> errors() {
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
            log.seek(Math.min(from, log.length()));
            byte[] rest = new byte[(int) (log.length() - log.getFilePointer())];
            log.readFully(rest);
            return new String(rest, StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> ERROR.matcher(line).matches() && !line.contains("QuarkusErrorHandler"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
