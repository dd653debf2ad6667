package dev.offpeak.orchestrator.planner;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One column of a fleet that has few values and many rows: each value is kept once, a row is a number. Codes follow the order of
 * the values, whatever order the rows came in.
 */
final class Column<T> {
    /** The code of a row without a value. */
    static final int NONE = -1;

    private final List<T> values;
    private final int[] codes;

    private Column(List<T> values, int[] codes) {
        this.values = values;
        this.codes = codes;
    }

    int code(int row) {
        return codes[row];
    }

    T value(int code) {
        return values.get(code);
    }

    /** How many different values there are: codes go from 0 to below it. */
    int size() {
        return values.size();
    }

    /** A column in the making. */
    static final class Builder<T> {
        private final Map<T, Integer> codeOf = new HashMap<>();
        private final List<T> values = new ArrayList<>();
        private int[] codes = new int[16];
        private int rows;

        /** The next row, without a value. */
        void addNone() {
            append(NONE);
        }

        /** The next row. Answers the value that the column keeps: equal to the given one, and shared by all its rows. */
        T add(T value) {
            int code = codeOf.computeIfAbsent(value, unseen -> {
                values.add(unseen);
                return values.size() - 1;
            });
            append(code);
            return values.get(code);
        }

        /** The column, with its rows in that order. */
        Column<T> build(int[] order, Comparator<? super T> byValue) {
            List<T> sorted = new ArrayList<>(values);
            sorted.sort(byValue);
            int[] rank = new int[sorted.size()];
            for (int code = 0; code < rank.length; code++) {
                rank[codeOf.get(sorted.get(code))] = code;
            }
            int[] ranked = new int[order.length];
            for (int row = 0; row < order.length; row++) {
                int code = codes[order[row]];
                ranked[row] = code == NONE ? NONE : rank[code];
            }
            return new Column<>(sorted, ranked);
        }

        private void append(int code) {
            if (rows == codes.length) {
                codes = Arrays.copyOf(codes, rows * 2);
            }
            codes[rows++] = code;
        }
    }
}
