package dev.offpeak.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** What a figure depends on besides the program: machine, disk, and the database's settings as it says them itself. */
final class Surroundings {
    private static final int WRITES = 200;
    private static final int PAGE = 8192;

    private Surroundings() {}

    /**
     * Name and value, in the order to show them.
     *
     * @throws BenchFailure when the database would forget commits in a crash
     */
    static Map<String, String> of(Testbed testbed) throws IOException {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("at", Instant.now().toString());
        facts.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
        facts.put("processor", firstOf(Path.of("/proc/cpuinfo"), "model name"));
        facts.put("load before", Files.readString(Path.of("/proc/loadavg")).split(" ")[0]);
        facts.put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        facts.put("jvm", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
        facts.put("PostgreSQL", setting(testbed, "server_version"));
        for (String setting : new String[] {"fsync", "synchronous_commit", "full_page_writes"}) {
            String value = setting(testbed, setting);
            if (!value.equals("on")) {
                throw new BenchFailure("PostgreSQL runs with " + setting + "=" + value
                        + ": what it writes would not survive a crash, and nothing measured would count.");
            }
            facts.put(setting, value);
        }
        facts.put("fsync of one page", String.format(Locale.ROOT, "%.3f ms", fsyncMillis(testbed.folder())));
        return facts;
    }

    private static String setting(Testbed testbed, String name) {
        return testbed.query("SHOW " + name).get(0).getString(0);
    }

    /** The median of writing one page and waiting for the disk, where the database's data is. */
    static double fsyncMillis(Path folder) throws IOException {
        Path file = Files.createTempFile(folder, "fsync", ".probe");
        long[] nanos = new long[WRITES];
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE)) {
            ByteBuffer page = ByteBuffer.allocate(PAGE);
            for (int i = 0; i < WRITES; i++) {
                long begun = System.nanoTime();
                channel.write(page.rewind(), (long) i * PAGE);
                channel.force(false);
                nanos[i] = System.nanoTime() - begun;
            }
        }
        return Spread.percentile(nanos, 0.5) / 1e6;
    }

    private static String firstOf(Path file, String name) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        }
    }
}
