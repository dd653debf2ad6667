package dev.offpeak.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** docs/rules.md: a line of its table for every rule. */
record RulesTable(List<RulesTable.Row> rows) {
    private static final Path PAGE = Path.of("..", "..", "docs", "rules.md");
    private static final Pattern ROW =
            Pattern.compile("\\| ([A-Z]\\d{1,2}) \\| ([^|]+) \\| ((?:[A-Z]\\w*(?:, |(?=;| \\|)))*)(?:; )?([^|]*) \\|");

    /**
     * One rule.
     *
     * @param words what it says, in short
     * @param tests simple names of classes
     * @param note what is not there yet; empty where nothing is missing
     */
    record Row(String rule, String words, Set<String> tests, String note) {
        String line() {
            String separator = tests.isEmpty() || note.isEmpty() ? "" : "; ";
            return "| " + rule + " | " + words + " | " + String.join(", ", tests) + separator + note + " |";
        }
    }

    static RulesTable read() throws IOException {
        List<Row> rows = new ArrayList<>();
        for (String line : Files.readAllLines(PAGE)) {
            row(line).ifPresent(rows::add);
        }
        return new RulesTable(rows);
    }

    private static Optional<Row> row(String line) {
        Matcher row = ROW.matcher(line);
        if (!row.matches()) {
            return Optional.empty();
        }
        Set<String> tests = new TreeSet<>(
                row.group(3).isEmpty() ? List.of() : List.of(row.group(3).split(", ")));
        return Optional.of(new Row(row.group(1), row.group(2), tests, row.group(4)));
    }

    /** Writes the tests' names anew; words and notes stay. */
    static void write(Map<String, Set<String>> tests) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line : Files.readAllLines(PAGE)) {
            lines.add(row(line)
                    .map(row -> new Row(row.rule(), row.words(), tests.getOrDefault(row.rule(), Set.of()), row.note())
                            .line())
                    .orElse(line));
        }
        Files.write(PAGE, lines);
    }
}
