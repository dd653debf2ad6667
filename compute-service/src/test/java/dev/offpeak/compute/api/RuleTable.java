package dev.offpeak.compute.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A table of docs/patch-modes.md: the first row that fits a case says what becomes of it. */
final class RuleTable {
    private static final Path DOC = Path.of("../docs/patch-modes.md");

    /** One row: what each column allows, and its line in the document's table. */
    record Row(int number, Map<String, List<String>> cells) {
        boolean fits(Map<String, String> row) {
            return row.entrySet().stream().allMatch(value -> {
                List<String> allowed = cells.get(value.getKey());
                return allowed.equals(List.of("*")) || allowed.contains(value.getValue());
            });
        }

        String cell(String column) {
            return String.join("/", cells.get(column));
        }
    }

    private final List<Row> rows = new ArrayList<>();

    private RuleTable() {}

    static RuleTable read(String name) throws IOException {
        String document = Files.readString(DOC);
        int from = document.indexOf("<!-- table: " + name + " -->");
        List<String> lines = document.substring(from, document.indexOf("<!-- end -->", from))
                .lines()
                .filter(line -> line.startsWith("|"))
                .toList();
        List<String> columns = cells(lines.get(0));
        RuleTable table = new RuleTable();
        for (String line : lines.subList(2, lines.size())) {
            List<String> values = cells(line);
            Map<String, List<String>> cells = new LinkedHashMap<>();
            for (int i = 0; i < columns.size(); i++) {
                cells.put(columns.get(i), List.of(values.get(i).split("/")));
            }
            table.rows.add(new Row(table.rows.size() + 1, cells));
        }
        return table;
    }

    List<Row> rows() {
        return rows;
    }

    /** The first row that fits. */
    Row find(Map<String, String> row) {
        return rows.stream()
                .filter(one -> one.fits(row))
                .findFirst()
                .orElseThrow(() -> new AssertionError("docs/patch-modes.md has no row for " + row));
    }

    /** Every combination of the columns' values, columns in order. */
    static Stream<Map<String, String>> product(Map<String, List<String>> columns) {
        Stream<Map<String, String>> all = Stream.of(Map.of());
        for (Map.Entry<String, List<String>> column : columns.entrySet()) {
            all = all.flatMap(begun -> column.getValue().stream().map(value -> {
                Map<String, String> longer = new LinkedHashMap<>(begun);
                longer.put(column.getKey(), value);
                return longer;
            }));
        }
        return all;
    }

    private static List<String> cells(String line) {
        return Stream.of(line.substring(1, line.length() - 1).split("\\|"))
                .map(String::trim)
                .toList();
    }
}
