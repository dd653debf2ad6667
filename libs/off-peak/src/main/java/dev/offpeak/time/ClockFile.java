package dev.offpeak.time;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The file by which the clock's authority tells every process how platform time runs:
 * {@code {"segments":[{"realAnchor":"…Z","platformAnchor":"…Z","rate":3000.0}]}}, oldest first. A segment is announced at
 * least {@link #NOTICE_MILLIS} before its realAnchor, so that all readers switch at the same instant.
 */
public final class ClockFile {
    /** Real milliseconds between the announcement of a segment and its realAnchor, at least. */
    public static final long NOTICE_MILLIS = 250;

    private static final ObjectMapper JSON = new ObjectMapper();

    private ClockFile() {}

    /**
     * Replaces the file in one step: a reader sees the old content or the new, never a part.
     *
     * @param segments oldest first, at least one
     */
    public static void write(Path file, List<ClockSegment> segments) throws IOException {
        checkOrder(segments);
        ObjectNode root = JSON.createObjectNode();
        ArrayNode array = root.putArray("segments");
        for (ClockSegment segment : segments) {
            array.addObject()
                    .put("realAnchor", segment.realAnchor().toString())
                    .put("platformAnchor", segment.platformAnchor().toString())
                    .put("rate", segment.rate());
        }
        Path absolute = file.toAbsolutePath();
        Path written = Files.createTempFile(
                absolute.getParent(), absolute.getFileName().toString(), ".new");
        try (FileChannel channel = FileChannel.open(written, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(JSON.writeValueAsBytes(root));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(written, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * The segments, oldest first, at least one.
     *
     * @throws IOException when the file can't be read or is no clock file
     */
    public static List<ClockSegment> read(Path file) throws IOException {
        List<ClockSegment> segments = new ArrayList<>();
        try {
            for (JsonNode node : JSON.readTree(Files.readAllBytes(file)).path("segments")) {
                segments.add(new ClockSegment(
                        Instant.parse(node.path("realAnchor").asText()),
                        Instant.parse(node.path("platformAnchor").asText()),
                        node.path("rate").asDouble()));
            }
            checkOrder(segments);
        } catch (JsonProcessingException e) {
            throw new IOException("Clock file " + file + " is damaged: " + e.getOriginalMessage(), e);
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new IOException("Clock file " + file + " is damaged: " + e.getMessage(), e);
        }
        return List.copyOf(segments);
    }

    private static void checkOrder(List<ClockSegment> segments) {
        if (segments.isEmpty()) {
            throw new IllegalArgumentException("a clock needs at least one segment.");
        }
        for (int i = 1; i < segments.size(); i++) {
            ClockSegment before = segments.get(i - 1);
            ClockSegment after = segments.get(i);
            if (after.realAnchor().isBefore(before.realAnchor())) {
                throw new IllegalArgumentException("segments must be oldest first.");
            }
            if (after.platformAnchor().isBefore(before.platformAt(after.realAnchor()))) {
                throw new IllegalArgumentException("segment " + after + " turns platform time back.");
            }
        }
    }
}
