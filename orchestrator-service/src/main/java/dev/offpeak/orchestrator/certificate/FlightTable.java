package dev.offpeak.orchestrator.certificate;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Recorded flights as a table: comma separated values (RFC 4180, no line breaks in values), its first line the names of the
 * columns, in any order. Needed: {@code vm, activity, subscription, region, zone, sharedWith, from, notAfter}; besides, each empty
 * where it does not apply: {@code to, rollout, phase, phaseEnded, set, updateDomain, timeZone, windowStart, windowEnd,
 * maxSubscriptionShare, maxSetShare}; the shares are a fifth where they are empty. Other columns are ignored. Instants are ISO 8601 in UTC, windows such as {@code 22:00}.
 */
public final class FlightTable {
    private static final List<String> NEEDED =
            List.of("vm", "activity", "subscription", "region", "zone", "sharedWith", "from", "notAfter");

    private FlightTable() {}

    /**
     * Every flight, in the order of the lines.
     *
     * @throws IllegalArgumentException when it is no such table; the message names the line and what to change
     * @throws IOException when it can't be read
     */
    public static List<Flight> read(BufferedReader table) throws IOException {
        String header = table.readLine();
        List<String> names = header == null ? List.of() : values(header);
        if (!names.containsAll(NEEDED)) {
            throw new IllegalArgumentException("The first line must name the columns " + String.join(", ", NEEDED)
                    + "; it names " + String.join(", ", names) + ".");
        }
        List<Flight> flights = new ArrayList<>();
        int number = 1;
        for (String line = table.readLine(); line != null; line = table.readLine()) {
            number++;
            if (!line.isBlank()) {
                try {
                    flights.add(flight(new Line(names, values(line))));
                } catch (IllegalArgumentException | DateTimeException e) {
                    throw new IllegalArgumentException("Line " + number + ": " + e.getMessage(), e);
                }
            }
        }
        return flights;
    }

    private static Flight flight(Line line) {
        Optional<Integer> updateDomain = line.maybe("updateDomain").map(Integer::valueOf);
        Optional<String> set = line.maybe("set");
        if (set.isPresent() != updateDomain.isPresent()) {
            throw new IllegalArgumentException("a VM has an updateDomain exactly when it is in a set.");
        }
        return new Flight(
                line.get("vm"),
                line.get("activity"),
                line.maybe("rollout"),
                line.maybe("phase").map(Integer::valueOf),
                line.maybe("phaseEnded").map(Instant::parse),
                line.get("subscription"),
                line.get("region"),
                line.get("zone"),
                set,
                updateDomain,
                Integer.parseInt(line.get("sharedWith")),
                new Shares(
                        line.maybe("maxSubscriptionShare").map(Double::valueOf).orElse(Shares.DEFAULT.ofSubscription()),
                        line.maybe("maxSetShare").map(Double::valueOf).orElse(Shares.DEFAULT.ofSet())),
                Instant.parse(line.get("from")),
                line.maybe("to").map(Instant::parse),
                Instant.parse(line.get("notAfter")),
                line.maybe("timeZone")
                        .map(zone -> new Flight.Hours(
                                LocalTime.parse(line.get("windowStart")),
                                LocalTime.parse(line.get("windowEnd")),
                                ZoneId.of(zone))));
    }

    private static List<String> values(String line) {
        List<String> values = new ArrayList<>();
        StringBuilder value = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quoted && c == '"' && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                value.append(c);
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                values.add(value.toString());
                value.setLength(0);
            } else {
                value.append(c);
            }
        }
        if (quoted) {
            throw new IllegalArgumentException("a quote is opened and not closed.");
        }
        values.add(value.toString());
        return values;
    }

    private static final class Line {
        private final Map<String, String> values = new HashMap<>();

        private Line(List<String> names, List<String> given) {
            if (given.size() != names.size()) {
                throw new IllegalArgumentException(
                        "there are " + given.size() + " values for " + names.size() + " columns.");
            }
            for (int i = 0; i < names.size(); i++) {
                values.put(names.get(i), given.get(i));
            }
        }

        private String get(String name) {
            return maybe(name).orElseThrow(() -> new IllegalArgumentException("'" + name + "' must not be empty."));
        }

        private Optional<String> maybe(String name) {
            return Optional.ofNullable(values.get(name)).filter(value -> !value.isEmpty());
        }
    }
}
