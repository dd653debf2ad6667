package dev.offpeak.assessment.api;

import java.util.List;
import java.util.stream.Collectors;

/** Comma-separated values as RFC 4180 has them, for spreadsheets. */
final class Csv {
    private Csv() {}

    /** A cell is what {@code toString()} says; null is an empty cell. */
    static String of(List<String> header, List<? extends List<?>> rows) {
        StringBuilder text = new StringBuilder(line(header));
        rows.forEach(row -> text.append(line(row)));
        return text.toString();
    }

    private static String line(List<?> cells) {
        return cells.stream().map(Csv::cell).collect(Collectors.joining(",", "", "\r\n"));
    }

    /** Names come from guests: a text that a spreadsheet would take for a formula gets an apostrophe. */
    private static String cell(Object value) {
        String text = value == null ? "" : value.toString();
        if (!text.isEmpty() && !(value instanceof Number) && "=+-@\t\r".indexOf(text.charAt(0)) >= 0) {
            text = "'" + text;
        }
        return text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
                ? '"' + text.replace("\"", "\"\"") + '"'
                : text;
    }
}
