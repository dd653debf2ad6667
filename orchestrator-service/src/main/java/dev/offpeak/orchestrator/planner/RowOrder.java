package dev.offpeak.orchestrator.planner;

import java.util.Arrays;
import java.util.function.IntToLongFunction;
import java.util.function.IntUnaryOperator;

/**
 * The rows of a fleet in the order of several keys, by stable sorts from the least to the most significant one: linear in the
 * number of rows, without an object for any of them.
 */
final class RowOrder {
    private static final int INDEX_BITS = 31;

    private int[] rows;

    private RowOrder(int[] rows) {
        this.rows = rows;
    }

    /** All rows by that rank; equal upper halves of ranks leave them in the order of the rows. */
    static RowOrder ranked(int size, IntToLongFunction rank) {
        long[] keys = new long[size];
        for (int row = 0; row < size; row++) {
            keys[row] = rank.applyAsLong(row) >> INDEX_BITS << INDEX_BITS | row;
        }
        Arrays.sort(keys);
        int[] rows = new int[size];
        for (int i = 0; i < size; i++) {
            rows[i] = (int) (keys[i] & Integer.MAX_VALUE);
        }
        return new RowOrder(rows);
    }

    /** Rows with a smaller key come first, others stay as they are; keys go from 0 to below that number. */
    RowOrder by(IntUnaryOperator key, int keys) {
        int[] next = new int[keys + 1];
        for (int row : rows) {
            next[key.applyAsInt(row) + 1]++;
        }
        for (int i = 0; i < keys; i++) {
            next[i + 1] += next[i];
        }
        int[] sorted = new int[rows.length];
        for (int row : rows) {
            sorted[next[key.applyAsInt(row)]++] = row;
        }
        rows = sorted;
        return this;
    }

    int[] rows() {
        return rows;
    }
}
