package dev.offpeak.regions;

import java.time.ZoneId;
import java.util.Objects;

/**
 * One region, where virtual machines can be.
 *
 * @param name normalised, such as {@code westeurope}; never null
 * @param displayName such as {@code West Europe}; never null
 * @param geography such as {@code Europe}; never null
 * @param timeZone of its place; decides a VM's off-peak hours when the VM names none (rule I3)
 * @param availabilityZones whether it has zones 1 to 3
 * @param restricted whether access must be asked for; shown only
 * @param canary whether it is meant for first tries; the first phase starts here
 */
public record Region(
        String name,
        String displayName,
        String geography,
        ZoneId timeZone,
        boolean availabilityZones,
        boolean restricted,
        boolean canary) {
    public Region {
        Objects.requireNonNull(displayName, "displayName");
        Objects.requireNonNull(geography, "geography");
        Objects.requireNonNull(timeZone, "timeZone");
        if (!name.equals(RegionCatalog.normalize(name)) || name.isEmpty()) {
            throw new IllegalArgumentException(
                    "Region name '" + name + "' must be lower case without spaces, such as 'westeurope'.");
        }
    }
}
