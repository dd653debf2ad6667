package dev.offpeak.time;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/** Keeps the segments of a clock file at hand: a daemon thread reads it again well within the notice that its authority gives. */
final class ClockFileReader implements Supplier<List<ClockSegment>> {
    private static final Logger LOG = System.getLogger(ClockFileReader.class.getName());
    private static final long PERIOD_MILLIS = ClockFile.NOTICE_MILLIS / 4;

    private final Path file;
    private volatile List<ClockSegment> segments;

    private ClockFileReader(Path file) throws IOException {
        this.file = file;
        this.segments = ClockFile.read(file);
    }

    static ClockFileReader start(Path file) throws IOException {
        ClockFileReader reader = new ClockFileReader(file);
        Thread thread = new Thread(reader::follow, "platform-clock");
        thread.setDaemon(true);
        thread.start();
        return reader;
    }

    @Override
    public List<ClockSegment> get() {
        return segments;
    }

    private void follow() {
        boolean readable = true;
        while (!Thread.currentThread().isInterrupted()) {
            try {
                Thread.sleep(PERIOD_MILLIS);
                segments = ClockFile.read(file);
                readable = true;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (IOException e) {
                if (readable) {
                    LOG.log(Level.WARNING, "The clock goes on as it was: " + e.getMessage());
                }
                readable = false;
            }
        }
    }
}
