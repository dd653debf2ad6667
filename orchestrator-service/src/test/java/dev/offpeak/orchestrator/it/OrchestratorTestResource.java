package dev.offpeak.orchestrator.it;

import static org.awaitility.Awaitility.await;

import dev.offpeak.embedded.PlatformTestResource;
import dev.offpeak.time.ClockFile;
import dev.offpeak.time.ClockSegment;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The service's database and broker, and a platform clock that the tests set: it begins in a European night. */
public final class OrchestratorTestResource implements QuarkusTestResourceLifecycleManager {
    /** 23:05 in westeurope, 22:05 in uksouth. */
    static final Instant BEGINNING = Instant.parse("2026-11-02T22:05:00Z");

    /** A day in a quarter of a minute; half an hour passes until a change of speed is in force. */
    private static final double TO_THE_NIGHT = 6000;

    private static final List<ClockSegment> SEGMENTS = new ArrayList<>();
    private static Path clock;
    private static Map<String, String> settings = Map.of();

    private final PlatformTestResource servers = new PlatformTestResource();

    @Override
    public Map<String, String> start() {
        servers.init(Map.of("database", "orchestrator"));
        try {
            clock = Files.createTempFile("offpeak-clock", ".json");
            SEGMENTS.clear();
            SEGMENTS.add(new ClockSegment(Instant.now(), BEGINNING, 60));
            ClockFile.write(clock, SEGMENTS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> all = new HashMap<>(servers.start());
        all.put("offpeak.clock.file", clock.toString());
        all.put("offpeak.orders.silence-margin", "PT1S");
        all.put("offpeak.notices.pause", "PT0.3S");
        all.put("offpeak.notices.patience", "PT6S");
        // Releases of its own would carry patches to the fleets of all tests.
        all.put("offpeak.calendar.enabled", "false");
        settings = Map.copyOf(all);
        return all;
    }

    /** What a second replica must be told to be one. */
    static Map<String, String> settings() {
        return settings;
    }

    /** Platform time. */
    static synchronized Instant now() {
        return SEGMENTS.get(SEGMENTS.size() - 1).platformAt(Instant.now());
    }

    /** From now on that many seconds of platform time in one of real time. */
    static synchronized void speed(double rate) {
        Instant change = Instant.now().plusMillis(ClockFile.NOTICE_MILLIS + 50);
        SEGMENTS.add(new ClockSegment(change, SEGMENTS.get(SEGMENTS.size() - 1).platformAt(change), rate));
        try {
            ClockFile.write(clock, SEGMENTS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Goes on to a moment at which every European window is open for three hours at least, and slowly from there. */
    static void night() {
        if (!isEarlyNight()) {
            speed(TO_THE_NIGHT);
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(20))
                    .until(OrchestratorTestResource::isEarlyNight);
        }
        speed(60);
    }

    private static boolean isEarlyNight() {
        LocalTime utc = now().atOffset(ZoneOffset.UTC).toLocalTime();
        return !utc.isBefore(LocalTime.of(22, 5)) && utc.isBefore(LocalTime.of(23, 30));
    }

    @Override
    public void stop() {
        servers.stop();
    }
}
