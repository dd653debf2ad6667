package dev.offpeak.bench;

import java.util.Arrays;
import java.util.Collection;

/**
 * The middle of several measurements of the same thing, and how far they lie apart.
 *
 * @param median of an even number: the mean of the two in the middle
 */
record Spread(double median, double min, double max) {
    /** @throws IllegalArgumentException without any value */
    static Spread of(Collection<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured");
        }
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }

    Spread times(double factor) {
        return new Spread(median * factor, min * factor, max * factor);
    }

    /**
     * The smallest of the values that at least that share of them does not exceed; 0 where there are none.
     *
     * @param share from 0 to 1
     */
    static long percentile(long[] values, double share) {
        if (values.length == 0) {
            return 0;
        }
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        int rank = (int) Math.ceil(share * sorted.length);
        return sorted[Math.max(0, Math.min(sorted.length, rank) - 1)];
    }
}
