package dev.offpeak.demo;

import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The regions of the demonstration: four pairs around the world. Told here once more, so that the check needs nobody's catalogue. */
enum DemoRegion {
    WESTEUROPE("westeurope", "northeurope", "weu", true, "Europe/Amsterdam", "W. Europe Standard Time"),
    NORTHEUROPE("northeurope", "westeurope", "neu", true, "Europe/Dublin", "GMT Standard Time"),
    EASTUS("eastus", "westus", "eus", true, "America/New_York", "Eastern Standard Time"),
    WESTUS("westus", "eastus", "wus", false, "America/Los_Angeles", "Pacific Standard Time"),
    SOUTHEASTASIA("southeastasia", "eastasia", "sea", true, "Asia/Singapore", "Singapore Standard Time"),
    EASTASIA("eastasia", "southeastasia", "eas", true, "Asia/Hong_Kong", "China Standard Time"),
    UKSOUTH("uksouth", "ukwest", "uks", true, "Europe/London", "GMT Standard Time"),
    UKWEST("ukwest", "uksouth", "ukw", false, "Europe/London", "GMT Standard Time");

    private final String location;
    private final String pair;
    private final String shortName;
    private final boolean zones;
    private final ZoneId timeZone;
    private final String windowsTimeZone;

    DemoRegion(String location, String pair, String shortName, boolean zones, String timeZone, String windowsTimeZone) {
        this.location = location;
        this.pair = pair;
        this.shortName = shortName;
        this.zones = zones;
        this.timeZone = ZoneId.of(timeZone);
        this.windowsTimeZone = windowsTimeZone;
    }

    /** The region of that normalised name. */
    static DemoRegion of(String location) {
        return List.of(values()).stream()
                .filter(region -> region.location.equals(location))
                .findFirst()
                .orElseThrow(() -> new DemoFailure("The demonstration has no region " + location + "."));
    }

    /** Each pair once. */
    static Map<String, String> pairs() {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (DemoRegion region : values()) {
            if (!pairs.containsKey(region.pair)) {
                pairs.put(region.location, region.pair);
            }
        }
        return pairs;
    }

    /** The time zone that a VM's model names in Windows words. */
    static ZoneId timeZoneOf(String windowsName) {
        return List.of(values()).stream()
                .filter(region -> region.windowsTimeZone.equals(windowsName))
                .findFirst()
                .map(region -> region.timeZone)
                .orElseThrow(() -> new DemoFailure("The demonstration has no time zone " + windowsName + "."));
    }

    String location() {
        return location;
    }

    String shortName() {
        return shortName;
    }

    boolean hasZones() {
        return zones;
    }

    ZoneId timeZone() {
        return timeZone;
    }

    String windowsTimeZone() {
        return windowsTimeZone;
    }
}
