package dev.offpeak.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The folder a server keeps its data in. */
final class Disk {
    /** Below this a new server can't even lay out its files: PostgreSQL's first folder takes 40 MB, the journal 20 MB. */
    private static final long MINIMUM_FREE_BYTES = 200L * 1024 * 1024;

    private Disk() {}

    /** Creates the folder and sees that there is room in it. */
    static void prepare(Path folder) {
        try {
            Files.createDirectories(folder);
            long free = Files.getFileStore(folder).getUsableSpace();
            if (free < MINIMUM_FREE_BYTES) {
                throw new ServerStartException("The disk below " + folder + " is full (" + free / (1024 * 1024)
                        + " MB left, 200 MB needed): free some space or choose another folder with --data.");
            }
        } catch (IOException e) {
            throw new ServerStartException(
                    "The folder " + folder + " can't be written (" + e + "): choose another one with --data.", e);
        }
    }
}
