package dev.offpeak.fleet;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.offpeak.agent.ProtocolJson;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The disks of all guests in one file, {@code guests.jsonl}: each change appends the guest's whole disk, the last line of a
 * guest counts. Rewritten at start and when it has grown. Readable by its owner only, for it holds credentials.
 */
final class GuestStore implements Closeable {
    private static final int REWRITE_AFTER_LINES = 50_000;

    private final Path file;
    private final Map<String, GuestDisk> disks;
    private OutputStream out;
    private int lines;

    private GuestStore(Path file, Map<String, GuestDisk> disks) {
        this.file = file;
        this.disks = disks;
    }

    static GuestStore open(Path folder) throws IOException {
        Path file = folder.resolve("guests.jsonl");
        GuestStore store = new GuestStore(file, read(file));
        store.rewrite();
        return store;
    }

    Optional<GuestDisk> find(String vmId) {
        return Optional.ofNullable(disks.get(vmId));
    }

    void save(GuestDisk disk) {
        disks.put(disk.vmId, disk);
        try {
            out.write(line(disk));
            if (++lines > REWRITE_AFTER_LINES + disks.size()) {
                rewrite();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The guests' disks can't be written to " + file, e);
        }
    }

    void remove(String vmId) {
        disks.remove(vmId);
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    private static Map<String, GuestDisk> read(Path file) throws IOException {
        Map<String, GuestDisk> disks = new LinkedHashMap<>();
        if (Files.exists(file)) {
            try (BufferedReader reader = Files.newBufferedReader(file)) {
                String line = reader.readLine();
                while (line != null) {
                    String next = reader.readLine();
                    try {
                        GuestDisk disk = ProtocolJson.mapper().readValue(line, GuestDisk.class);
                        disks.put(disk.vmId, disk);
                    } catch (JsonProcessingException e) {
                        // A kill may have cut the last line short; the guest's line before it counts then.
                        if (next != null) {
                            throw e;
                        }
                    }
                    line = next;
                }
            }
        }
        return disks;
    }

    private void rewrite() throws IOException {
        if (out != null) {
            out.close();
        }
        Path written = file.resolveSibling("guests.jsonl.new");
        Files.deleteIfExists(written);
        Files.createFile(written, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (OutputStream all = Files.newOutputStream(written)) {
            for (GuestDisk disk : disks.values()) {
                all.write(line(disk));
            }
        }
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        out = Files.newOutputStream(file, StandardOpenOption.APPEND);
        lines = 0;
    }

    private static byte[] line(GuestDisk disk) throws IOException {
        return (ProtocolJson.mapper().writeValueAsString(disk) + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
