package dev.offpeak.regions;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * All regions and their pairs. Immutable. The data is a JSON file {@code {"regions":[{name, displayName, geography,
 * timeZone, availabilityZones, restricted, canary}], "pairs":[["a","b"]]}}; an operator can replace the built-in one.
 * A region may be in several pairs or in none; a pair published by one of its halves only counts like any other.
 */
public final class RegionCatalog {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final RegionCatalog BUILT_IN = loadBuiltIn();

    private final SortedMap<String, Region> regions;
    private final SortedMap<String, SortedSet<String>> partners;
    private final Set<RegionPair> pairs;

    private RegionCatalog(SortedMap<String, Region> regions, Set<RegionPair> pairs) {
        this.regions = Collections.unmodifiableSortedMap(regions);
        this.pairs = pairs;
        this.partners = new TreeMap<>();
        for (RegionPair pair : pairs) {
            partners.computeIfAbsent(pair.first(), region -> new TreeSet<>()).add(pair.second());
            partners.computeIfAbsent(pair.second(), region -> new TreeSet<>()).add(pair.first());
        }
    }

    /** The regions Azure publishes. */
    public static RegionCatalog builtIn() {
        return BUILT_IN;
    }

    /**
     * An operator's own catalogue.
     *
     * @throws UncheckedIOException when the file can't be read
     * @throws IllegalArgumentException when its content is wrong; the message names the file and what to change
     */
    public static RegionCatalog read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return parse(JSON.readTree(in));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Region file " + file + " is not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("Region file " + file + " can't be read", e);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new IllegalArgumentException("Region file " + file + ": " + e.getMessage(), e);
        }
    }

    /** The region of that name, whatever its casing and spaces; display names work too. */
    public Optional<Region> find(String location) {
        return Optional.ofNullable(regions.get(normalize(location)));
    }

    /** A location as it is compared: lower case, without spaces (rule V2). {@code "West Europe"} gives {@code "westeurope"}. */
    public static String normalize(String location) {
        return location.replace(" ", "").toLowerCase(Locale.ROOT);
    }

    /** All regions, by name. */
    public Collection<Region> all() {
        return regions.values();
    }

    /** The regions that must not be updated while this one is, by name; empty when it has no pair or is unknown. */
    public Set<String> pairsOf(String region) {
        return Collections.unmodifiableSet(partners.getOrDefault(normalize(region), Collections.emptySortedSet()));
    }

    /** Every pair once. */
    public Set<RegionPair> pairs() {
        return pairs;
    }

    private static RegionCatalog loadBuiltIn() {
        try (InputStream in = RegionCatalog.class.getResourceAsStream("/dev/offpeak/regions/regions.json")) {
            return parse(JSON.readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException("The built-in region catalogue can't be read", e);
        }
    }

    private static RegionCatalog parse(JsonNode root) {
        SortedMap<String, Region> regions = new TreeMap<>();
        for (JsonNode node : root.path("regions")) {
            Region region = new Region(
                    text(node, "name"),
                    text(node, "displayName"),
                    node.path("geography").asText(""),
                    ZoneId.of(text(node, "timeZone")),
                    node.path("availabilityZones").asBoolean(),
                    node.path("restricted").asBoolean(),
                    node.path("canary").asBoolean());
            if (regions.put(region.name(), region) != null) {
                throw new IllegalArgumentException("region '" + region.name() + "' is listed twice.");
            }
        }
        if (regions.isEmpty()) {
            throw new IllegalArgumentException("'regions' must list at least one region.");
        }
        Set<RegionPair> pairs =
                new TreeSet<>(Comparator.comparing(RegionPair::first).thenComparing(RegionPair::second));
        for (JsonNode node : root.path("pairs")) {
            if (node.size() != 2) {
                throw new IllegalArgumentException("a pair must name two regions, but is " + node + ".");
            }
            pairs.add(new RegionPair(known(regions, node.get(0)), known(regions, node.get(1))));
        }
        return new RegionCatalog(regions, Collections.unmodifiableSet(pairs));
    }

    private static String known(Map<String, Region> regions, JsonNode name) {
        String region = normalize(name.asText());
        if (!regions.containsKey(region)) {
            // A misspelt half would silently switch rule O2 off for the other one.
            throw new IllegalArgumentException("pair names region '" + region + "', which 'regions' does not list.");
        }
        return region;
    }

    private static String text(JsonNode node, String field) {
        if (!node.path(field).isTextual()) {
            throw new IllegalArgumentException("region " + node + " has no '" + field + "'.");
        }
        return node.path(field).asText();
    }
}
