package dev.offpeak.orchestrator.it;

import static org.awaitility.Awaitility.await;

import dev.offpeak.embedded.PlatformTestResource;
import dev.offpeak.time.ClockFile;
import dev.offpeak.time.ClockSegment;
import dev.offpeak.time.PlatformClock;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The service's database and broker, and a platform clock that the tests set: it begins in a European night. */
public final class OrchestratorTestResource implements QuarkusTestResourceLifecycleManager {
    /** 23:05 in westeurope, 22:05 in uksouth. */
    static final Instant BEGINNING = Instant.parse("2026-11-02T22:05:00Z");

    /** Every European window is open for three hours at least. */
    private static final LocalTime EARLY_NIGHT = LocalTime.of(22, 5);

    private static final LocalTime LATE_NIGHT = LocalTime.of(23, 30);

    /** Every European window is over. */
    private static final LocalTime MORNING = LocalTime.of(6, 30);

    /** Real time for the way to another time of day; a few looks of the service fall into it. */
    private static final Duration LEAP = Duration.ofSeconds(1);

    /** At which guests answer well within their orders' time. */
    private static final double SLOWLY = 60;

    private static final List<ClockSegment> SEGMENTS = new ArrayList<>();
    private static Path clock;
    private static PlatformClock platform;
    private static Map<String, String> settings = Map.of();

    private final PlatformTestResource servers = new PlatformTestResource();

    @Override
    public Map<String, String> start() {
        servers.init(Map.of("database", "orchestrator"));
        try {
            clock = Files.createTempFile("offpeak-clock", ".json");
            SEGMENTS.clear();
            SEGMENTS.add(new ClockSegment(Instant.now(), BEGINNING, SLOWLY));
            ClockFile.write(clock, SEGMENTS);
            platform = PlatformClock.following(clock);
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
    static Instant now() {
        return platform.now();
    }

    /** From now on that many seconds of platform time in one of real time. */
    static synchronized void speed(double rate) {
        SEGMENTS.add(last().then(nextChange(), rate));
        tell();
    }

    /** Goes on to a moment at which every European window is open for three hours at least, and slowly from there. */
    static void night() {
        LocalTime utc = now().atOffset(ZoneOffset.UTC).toLocalTime();
        if (utc.isBefore(EARLY_NIGHT) || !utc.isBefore(LATE_NIGHT)) {
            nextNight();
        } else {
            speed(SLOWLY);
        }
    }

    /** Leaps over the rest of this day or night to the beginning of the next night, and goes on slowly from there. */
    static void nextNight() {
        leapTo(EARLY_NIGHT);
    }

    /** Leaps to the end of all European windows, and goes on slowly from there: every order's time is up. */
    static void nextMorning() {
        leapTo(MORNING);
    }

    /**
     * Both ends of the leap are told at once, so that no process passes over the second one. What waits for a window, a retry or the
     * end of an order sees the same hours go by as ever; what is under way on the platform sees its time run out.
     */
    private static void leapTo(LocalTime utc) {
        Instant landing;
        synchronized (OrchestratorTestResource.class) {
            Instant begins = nextChange();
            OffsetDateTime from = last().platformAt(begins).atOffset(ZoneOffset.UTC);
            OffsetDateTime sameDay = from.with(utc);
            landing = (sameDay.isAfter(from) ? sameDay : sameDay.plusDays(1)).toInstant();
            double rate = (double) Duration.between(from.toInstant(), landing).toMillis() / LEAP.toMillis();
            ClockSegment leap = last().then(begins, rate);
            SEGMENTS.add(leap);
            SEGMENTS.add(leap.then(begins.plus(LEAP), SLOWLY));
            tell();
        }
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> !now().isBefore(landing));
    }

    private static ClockSegment last() {
        return SEGMENTS.get(SEGMENTS.size() - 1);
    }

    /** Early enough for every process to hear of it. */
    private static Instant nextChange() {
        return Instant.now().plusMillis(ClockFile.NOTICE_MILLIS + 50);
    }

    private static void tell() {
        try {
            ClockFile.write(clock, SEGMENTS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        servers.stop();
    }
}
