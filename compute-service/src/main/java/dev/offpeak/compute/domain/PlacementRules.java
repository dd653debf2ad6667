package dev.offpeak.compute.domain;

import java.util.List;
import java.util.Optional;

/** Where a VM may be put, and that it stays there (rule V6). Pure. */
public final class PlacementRules {
    private static final List<String> ZONES = List.of("1", "2", "3");

    /**
     * The region a VM would be in.
     *
     * @param name normalised
     * @param displayName for messages
     * @param hasZones whether it has zones 1 to 3
     */
    public record RegionFacts(String name, String displayName, boolean hasZones) {}

    /**
     * The availability set a VM would join.
     *
     * @param key ARM id in lower case
     * @param region where the set is
     * @param updateDomain the VM's turn in the round robin
     * @param faultDomain the VM's turn in the round robin
     */
    public record SetFacts(String key, String region, int updateDomain, int faultDomain) {}

    private PlacementRules() {}

    /**
     * Where a new VM goes.
     *
     * @param region empty when the location names none
     * @param location as the client spelt it; empty when it named none
     * @param zones as the client listed them
     * @param set empty when it joins none
     */
    public static Ruling<VmPlacement> place(
            Optional<String> location, Optional<RegionFacts> region, List<String> zones, Optional<SetFacts> set) {
        if (location.isEmpty()) {
            return Ruling.refused(new ModelRefusal.LocationMissing());
        }
        if (region.isEmpty()) {
            return invalid(
                    "location",
                    "The location '" + location.get()
                            + "' is not a region of this platform. Use the name of one, such as" + " 'westeurope'.");
        }
        RegionFacts place = region.get();
        if (zones.size() > 1) {
            return invalid("zones", "A virtual machine can be in one zone only; " + zones.size() + " were given.");
        }
        if (!zones.isEmpty() && set.isPresent()) {
            return invalid(
                    "zones",
                    "A virtual machine can be in an availability zone or in an availability set, not in both. Leave out"
                            + " 'zones' or 'properties.availabilitySet'.");
        }
        if (!zones.isEmpty() && !place.hasZones()) {
            return invalid(
                    "zones",
                    "The region '" + place.name()
                            + "' has no availability zones. Leave out 'zones', or use a region that has" + " them.");
        }
        if (!zones.isEmpty() && !ZONES.contains(zones.get(0))) {
            return invalid(
                    "zones",
                    "The zone '" + zones.get(0) + "' does not exist in region '" + place.name()
                            + "'. Use one of 1, 2, 3.");
        }
        if (set.isPresent() && !set.get().region().equals(place.name())) {
            return invalid(
                    "properties.availabilitySet",
                    "The availability set is in region '" + set.get().region() + "', the virtual machine would be in '"
                            + place.name() + "'. Both must be in the same region.");
        }
        return Ruling.granted(new VmPlacement(
                place.name(),
                zones.stream().findFirst(),
                set.map(SetFacts::key),
                set.map(SetFacts::updateDomain),
                set.map(SetFacts::faultDomain)));
    }

    /**
     * Whether a VM stays where it is; what the request leaves out stays.
     *
     * @param present where it is
     * @param region normalised name said; empty when not said
     * @param zones said; empty when not said
     * @param setKey ARM id said, in lower case; empty when not said
     */
    public static Ruling<VmPlacement> stay(
            VmPlacement present, Optional<String> region, Optional<List<String>> zones, Optional<String> setKey) {
        String advice = "Where a virtual machine is can be chosen at its creation only.";
        if (region.isPresent() && !region.get().equals(present.region())) {
            return Ruling.refused(new ModelRefusal.ChangeNotAllowed("location", advice));
        }
        if (zones.isPresent() && !zones.get().equals(present.zone().stream().toList())) {
            return Ruling.refused(new ModelRefusal.ChangeNotAllowed("zones", advice));
        }
        if (setKey.isPresent() && !setKey.equals(present.availabilitySetId())) {
            return Ruling.refused(new ModelRefusal.ChangeNotAllowed("properties.availabilitySet", advice));
        }
        return Ruling.granted(present);
    }

    private static Ruling<VmPlacement> invalid(String target, String message) {
        return Ruling.refused(new ModelRefusal.Invalid(target, message));
    }
}
