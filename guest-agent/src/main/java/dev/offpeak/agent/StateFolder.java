package dev.offpeak.agent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * The folder with the agent's {@code state.json}; readable by its owner only, and replaced in one step that a power cut leaves done or not
 * done: written beside it, forced to the disk, renamed, and the folder forced to the disk.
 */
final class StateFolder implements AgentDisk.Keeper {
    private final Path file;

    StateFolder(Path folder) {
        this.file = folder.resolve("state.json").toAbsolutePath();
    }

    /** Empty before the agent enrolled. */
    Optional<AgentState> read() throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        return Optional.of(ProtocolJson.mapper().readValue(Files.readAllBytes(file), AgentState.class));
    }

    @Override
    public void write(AgentState state) throws IOException {
        Files.createDirectories(file.getParent());
        Path written = file.resolveSibling("state.json.new");
        Files.deleteIfExists(written);
        Files.createFile(written, ownerOnly());
        try (FileChannel channel = FileChannel.open(written, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(ProtocolJson.mapper().writeValueAsBytes(state));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        if (isPosix()) {
            try (FileChannel folder = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
                folder.force(true);
            }
        }
    }

    /** Windows has neither these permissions nor folders that can be opened; there the folder's own access list protects what is in it. */
    private boolean isPosix() {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private FileAttribute<?>[] ownerOnly() {
        return isPosix()
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
