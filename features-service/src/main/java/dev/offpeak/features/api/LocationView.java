package dev.offpeak.features.api;

import dev.offpeak.regions.Region;
import dev.offpeak.regions.RegionCatalog;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.stream.Stream;

/**
 * A region as a subscription sees it.
 *
 * @param id resource id
 * @param name such as {@code westeurope}
 * @param type always {@code Region}
 * @param displayName such as {@code West Europe}
 * @param regionalDisplayName with its geography, such as {@code (Europe) West Europe}
 * @param metadata where it is and what it is paired with
 * @param availabilityZoneMappings its zones; empty when it has none
 */
@RegisterForReflection
public record LocationView(
        String id,
        String name,
        String type,
        String displayName,
        String regionalDisplayName,
        Metadata metadata,
        List<ZoneMapping> availabilityZoneMappings) {
    /**
     * @param regionType always {@code Physical}
     * @param regionCategory {@code Recommended}, or {@code Other} where access must be asked for
     * @param geography such as {@code Europe}
     * @param pairedRegion none, one or several
     */
    @RegisterForReflection
    public record Metadata(
            String regionType, String regionCategory, String geography, List<PairedRegion> pairedRegion) {}

    /** The other half of a pair. */
    @RegisterForReflection
    public record PairedRegion(String name, String id) {}

    /** A zone's number, and its name below the region. */
    @RegisterForReflection
    public record ZoneMapping(String logicalZone, String physicalZone) {}

    static LocationView of(String subscription, Region region, RegionCatalog regions) {
        return new LocationView(
                id(subscription, region.name()),
                region.name(),
                "Region",
                region.displayName(),
                "(" + region.geography() + ") " + region.displayName(),
                new Metadata(
                        "Physical",
                        region.restricted() ? "Other" : "Recommended",
                        region.geography(),
                        regions.pairsOf(region.name()).stream()
                                .map(pair -> new PairedRegion(pair, id(subscription, pair)))
                                .toList()),
                (region.availabilityZones() ? Stream.of("1", "2", "3") : Stream.<String>empty())
                        .map(zone -> new ZoneMapping(zone, region.name() + "-az" + zone))
                        .toList());
    }

    private static String id(String subscription, String region) {
        return "/subscriptions/" + subscription + "/locations/" + region;
    }
}
