package dev.offpeak.fleet;

import dev.offpeak.agent.ProtocolJson;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What the guests did, as JSON lines in {@code journal.jsonl}, appended as it happens: the evidence of the independent
 * check. It says what guests do, never what they were asked. A line is in the file when {@link #write} returns.
 */
final class Journal implements Closeable {
    private final OutputStream out;

    private Journal(OutputStream out) {
        this.out = out;
    }

    static Journal open(Path folder) throws IOException {
        Path file = folder.resolve("journal.jsonl");
        return new Journal(Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    }

    void write(JournalEntry entry) {
        try {
            out.write((ProtocolJson.mapper().writeValueAsString(entry) + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("The journal can't be written", e);
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
