package dev.offpeak.fuzz;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was sent and what came of it. */
public final class FuzzReport {
    private final Map<String, Row> rows = new LinkedHashMap<>();
    private final List<String> failures = new ArrayList<>();

    /** Of one operation. */
    private static final class Row {
        private int cases;
        private int accepted;
        private int refused;
        private int proven;
        private double seconds;
    }

    synchronized void sent(String operation, Answer answer) {
        Row row = rows.computeIfAbsent(operation, name -> new Row());
        row.cases++;
        row.accepted += answer.isSuccess() ? 1 : 0;
        row.refused += answer.isRefusal() ? 1 : 0;
    }

    /** So many answers were shown to have changed nothing. */
    synchronized void proven(String operation, int answers) {
        rows.computeIfAbsent(operation, name -> new Row()).proven += answers;
    }

    /** How long it all took, the waits for the database to come to rest included. */
    synchronized void took(String operation, Duration time) {
        rows.computeIfAbsent(operation, name -> new Row()).seconds += time.toMillis() / 1000.0;
    }

    /** Printed at once: whoever waits sees it. */
    synchronized void failed(String line) {
        failures.add(line);
        System.out.println("Fuzz: " + line);
    }

    /** Reproducible lines, one per broken rule; empty when all is well. */
    public synchronized List<String> failures() {
        return List.copyOf(failures);
    }

    /** A table for people, with sums. */
    public synchronized String table() {
        StringBuilder table = new StringBuilder(
                String.format("%6s %6s %6s %9s %7s  operation%n", "cases", "2xx", "4xx", "unchanged", "seconds"));
        Row sum = new Row();
        rows.forEach((operation, row) -> {
            table.append(String.format(
                    "%6d %6d %6d %9d %7.1f  %s%n",
                    row.cases, row.accepted, row.refused, row.proven, row.seconds, operation));
            sum.cases += row.cases;
            sum.accepted += row.accepted;
            sum.refused += row.refused;
            sum.proven += row.proven;
            sum.seconds += row.seconds;
        });
        return table.append(String.format(
                        "%6d %6d %6d %9d %7.1f  %d operations%n",
                        sum.cases, sum.accepted, sum.refused, sum.proven, sum.seconds, rows.size()))
                .toString();
    }
}
