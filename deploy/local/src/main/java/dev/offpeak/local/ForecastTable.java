package dev.offpeak.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A preview of a rollout as {@code POST /rollouts/preview} answers it, for people. */
final class ForecastTable {
    private static final int REGIONS_NAMED = 3;
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final String ROW = "%5s  %-8s%10s  %-16s  %-16s  %-16s  %s";

    private ForecastTable() {}

    /** A line for each phase, and what becomes of the whole. Times are platform time, UTC. */
    static List<String> lines(JsonNode preview) {
        List<String> lines = new ArrayList<>();
        lines.add("A release that comes on " + minute(preview.path("startsAt")) + " would patch "
                + preview.path("vms").asInt() + " VMs (platform time, UTC):");
        lines.add(String.format(
                Locale.ROOT, ROW, "phase", "ring", "VMs", "likely start", "earliest end", "likely end", "regions"));
        for (JsonNode phase : preview.path("phases")) {
            JsonNode times = phase.path("forecast");
            lines.add(String.format(
                    Locale.ROOT,
                    ROW,
                    phase.path("number").asText(),
                    phase.path("ring").asText(),
                    phase.path("vms").path("total").asText(),
                    minute(times.path("likelyStart")),
                    minute(times.path("earliestEnd")),
                    minute(times.path("likelyEnd")),
                    regions(phase)));
        }
        lines.add(end(preview));
        return lines;
    }

    private static String end(JsonNode preview) {
        JsonNode forecast = preview.path("forecast");
        String deadline = " its deadline, which is " + minute(preview.path("deadline"));
        if (forecast.path("holds").asBoolean()) {
            return "It likely ends " + days(forecast.path("margin")) + " before" + deadline + ".";
        }
        JsonNode blame = forecast.path("toBlame");
        String missedBy = blame.hasNonNull("missedBy") ? ", by " + days(blame.path("missedBy")) : "";
        return "It likely misses" + deadline + missedBy + ": "
                + blame.path("why").asText();
    }

    private static String days(JsonNode duration) {
        return String.format(
                Locale.ROOT,
                "%.1f days",
                Duration.parse(duration.asText()).toMinutes()
                        / (double) Duration.ofDays(1).toMinutes());
    }

    private static String regions(JsonNode phase) {
        List<String> names = new ArrayList<>();
        phase.path("regions").forEach(region -> names.add(region.path("region").asText()));
        return names.size() <= REGIONS_NAMED
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, REGIONS_NAMED)) + " and " + (names.size() - REGIONS_NAMED)
                        + " more";
    }

    /** A lane whose windows are too short for any batch ends at the end of time. */
    private static String minute(JsonNode instant) {
        Instant at = Instant.parse(instant.asText());
        return at.equals(Instant.MAX) ? "never" : MINUTE.format(at);
    }
}
