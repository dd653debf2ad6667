package dev.offpeak.demo.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the guests' journal, JSON lines. */
public final class Journal {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Journal() {}

    /**
     * Every line, in the order of the file. A last line without its end, cut off when the guests' process was killed, is left
     * out.
     *
     * @throws IOException when the file can't be read, or a line in it is no journal line
     */
    public static List<JournalLine> read(Path file) throws IOException {
        List<JournalLine> lines = new ArrayList<>();
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            for (String text = reader.readLine(); text != null; text = reader.readLine()) {
                if (text.startsWith("{") && text.endsWith("}")) {
                    lines.add(line(JSON.readTree(text)));
                }
            }
        }
        return lines;
    }

    private static JournalLine line(JsonNode node) throws IOException {
        if (!node.path("at").isTextual()
                || !node.path("vmId").isTextual()
                || !node.path("event").isTextual()) {
            throw new IOException("Not a line of the guests' journal: " + node);
        }
        return new JournalLine(
                node.path("vmId").asText(),
                Instant.parse(node.path("at").asText()),
                node.path("event").asText(),
                text(node, "activityId"),
                text(node, "classification"),
                text(node, "detail"));
    }

    private static Optional<String> text(JsonNode node, String field) {
        return node.path(field).isTextual() ? Optional.of(node.path(field).asText()) : Optional.empty();
    }
}
