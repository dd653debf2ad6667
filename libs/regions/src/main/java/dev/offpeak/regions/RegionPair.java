package dev.offpeak.regions;

/**
 * Two regions that must never be updated at the same time (rule O2). Undirected: the constructor sorts the two.
 *
 * @param first normalised name, before {@code second} in the alphabet
 * @param second normalised name
 */
public record RegionPair(String first, String second) {
    public RegionPair {
        if (first.equals(second)) {
            throw new IllegalArgumentException("Region '" + first + "' can't be paired with itself.");
        }
        if (first.compareTo(second) > 0) {
            String swapped = first;
            first = second;
            second = swapped;
        }
    }

    /** Whether the region is one of the two. */
    public boolean contains(String region) {
        return first.equals(region) || second.equals(region);
    }
}
