package dev.offpeak.regions;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Time zones by the names that models use: Windows names ({@code windowsConfiguration.timeZone}, through CLDR) and IANA names (rule I3). */
public final class TimeZones {
    private static final Map<String, ZoneId> BY_NAME = load();

    private TimeZones() {}

    /** The time zone of that Windows or IANA name, whatever its casing; empty for any other text. */
    public static Optional<ZoneId> find(String windowsOrIanaName) {
        return Optional.ofNullable(BY_NAME.get(windowsOrIanaName.toLowerCase(Locale.ROOT)));
    }

    /** The time zone a VM lives in: its own when the name is known, else its region's. */
    public static ZoneId of(Optional<String> vmTimeZone, Region region) {
        return vmTimeZone.flatMap(TimeZones::find).orElse(region.timeZone());
    }

    private static Map<String, ZoneId> load() {
        Map<String, ZoneId> zones = new HashMap<>();
        for (String iana : ZoneId.getAvailableZoneIds()) {
            zones.put(iana.toLowerCase(Locale.ROOT), ZoneId.of(iana));
        }
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                TimeZones.class.getResourceAsStream("/dev/offpeak/regions/windows-zones.tsv"),
                StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith("#")) {
                    String[] names = line.split("\t", 2);
                    zones.put(names[0].toLowerCase(Locale.ROOT), ZoneId.of(names[1]));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The built-in time zone names can't be read", e);
        }
        return Collections.unmodifiableMap(zones);
    }
}
