package dev.offpeak.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The sources of all modules' tests: what they say of rules, without building them first. */
final class TestSources {
    private static final Path ROOT = Path.of("..", "..");
    private static final Path TESTS = Path.of("src", "test", "java");
    private static final Pattern ANNOTATION = Pattern.compile("@Rule\\(([^)]*)\\)");
    private static final Pattern IN_A_NAME = Pattern.compile("@DisplayName\\(\\s*\"([^\"]*)\"");
    private static final Pattern NUMBER = Pattern.compile("\\b([FPEAIOVU]\\d{1,2})\\b");

    private TestSources() {}

    /** By rule, the simple names of the classes that carry it. */
    static Map<String, Set<String>> carryingRules() throws IOException {
        Map<String, Set<String>> tests = new TreeMap<>();
        for (Path file : files()) {
            for (String rule : rules(file, ANNOTATION)) {
                tests.computeIfAbsent(rule, any -> new TreeSet<>()).add(nameOf(file));
            }
        }
        return tests;
    }

    /** Test classes with the rules that their display names tell of and that they don't carry; those with none are left out. */
    static Map<String, Set<String>> namedOnly() throws IOException {
        Map<String, Set<String>> missing = new TreeMap<>();
        for (Path file : files()) {
            Set<String> named = rules(file, IN_A_NAME);
            named.removeAll(rules(file, ANNOTATION));
            if (!named.isEmpty()) {
                missing.put(nameOf(file), named);
            }
        }
        return missing;
    }

    private static Set<String> rules(Path file, Pattern where) {
        Set<String> rules = new TreeSet<>();
        Matcher said = where.matcher(text(file));
        while (said.find()) {
            Matcher number = NUMBER.matcher(said.group(1));
            while (number.find()) {
                rules.add(number.group(1));
            }
        }
        return rules;
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(ROOT)) {
            return all.filter(file ->
                            file.toString().endsWith(".java") && file.toString().contains("/" + TESTS + "/"))
                    .filter(file -> !file.toString().contains("/target/"))
                    .collect(Collectors.toList());
        }
    }

    private static String nameOf(Path file) {
        return file.getFileName().toString().replace(".java", "");
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
