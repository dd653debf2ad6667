package dev.offpeak.bench;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * All that a bench found.
 *
 * @param bench {@code rest}, {@code plan} and so on
 * @param told how it was measured: a sentence, and the same numbers by name
 * @param surroundings name and value, in order
 * @param series by name, in order
 * @param peers for a series' name that of the one it is compared with
 * @param single figures that are no rate, name and value, in order
 * @param targets what was wanted
 * @param notes what the figures mean
 */
record Report(
        String bench,
        Told told,
        Map<String, String> surroundings,
        Map<String, Series> series,
        Map<String, String> peers,
        Map<String, String> single,
        List<Target> targets,
        List<String> notes) {
    /**
     * How it was measured.
     *
     * @param numbers by name, in order
     */
    record Told(String sentence, Map<String, Double> numbers) {}

    private static final String ROW = "%-32s %9s %17s %8s %8s %9s %11s %8s %10s  %s";

    /** For people. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        surroundings.forEach((name, value) -> lines.add(name + ": " + value));
        lines.add(told.sentence());
        lines.add("");
        if (!series.isEmpty()) {
            lines.add(row(
                    "", "per s", "(min-max)", "p50 ms", "p99 ms", "CPU, µs:", "PostgreSQL", "broker", "generator", ""));
            lines.add(row("", "", "", "", "", "service", "", "", "", "of its peer"));
            series.values().forEach(one -> lines.add(line(one)));
            lines.add("");
        }
        single.forEach((name, value) -> lines.add(name + ": " + value));
        targets.forEach(target -> lines.add(line(target)));
        lines.add("");
        lines.addAll(notes);
        long missed = targets.stream().filter(target -> !target.isMet()).count();
        if (missed > 0) {
            lines.add("");
            lines.add("*** " + missed + " OF " + targets.size() + " TARGETS MISSED ***");
        }
        return lines;
    }

    private String line(Series one) {
        Spread rate = one.perSecond();
        Map<CpuClock.Part, Double> cpu = one.cpuMicrosEach();
        String share = peers.containsKey(one.name())
                ? text(
                        "%.0f %% of the %s",
                        100 * one.shareOf(series.get(peers.get(one.name()))).median(), peers.get(one.name()))
                : "";
        return row(
                one.name(),
                text("%.0f", rate.median()),
                text("(%.0f-%.0f)", rate.min(), rate.max()),
                text("%.2f", one.latencyMillis(0.5)),
                text("%.2f", one.latencyMillis(0.99)),
                text("%.0f", cpu.get(CpuClock.Part.SERVICE)),
                text("%.0f", cpu.get(CpuClock.Part.POSTGRESQL)),
                text("%.0f", cpu.get(CpuClock.Part.BROKER)),
                text("%.0f", cpu.get(CpuClock.Part.GENERATOR)),
                share);
    }

    private static String line(Target target) {
        Spread measured = target.measured();
        return text(
                "%s %s: %.3g %s (%.3g-%.3g), wanted %s %.3g %s",
                target.isMet() ? "MET   " : "MISSED",
                target.what(),
                measured.median(),
                target.unit(),
                measured.min(),
                measured.max(),
                target.atLeast() ? "at least" : "at most",
                target.wanted(),
                target.unit());
    }

    private static String row(Object... cells) {
        return text(ROW, cells).stripTrailing();
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    /** For machines. */
    ObjectNode json() {
        JsonMapper json = JsonMapper.builder().build();
        ObjectNode root = json.createObjectNode().put("bench", bench);
        told.numbers().forEach(root::put);
        ObjectNode around = root.putObject("surroundings");
        surroundings.forEach(around::put);
        series.values()
                .forEach(one -> write(one, root.withArray("/measurements").addObject()));
        ObjectNode figures = root.putObject("figures");
        single.forEach(figures::put);
        for (Target target : targets) {
            root.withArray("/targets")
                    .addObject()
                    .put("what", target.what())
                    .put("measured", target.measured().median())
                    .put("min", target.measured().min())
                    .put("max", target.measured().max())
                    .put("wanted", target.wanted())
                    .put("atLeast", target.atLeast())
                    .put("unit", target.unit())
                    .put("met", target.isMet());
        }
        notes.forEach(root.withArray("/notes")::add);
        return root;
    }

    private void write(Series one, ObjectNode into) {
        Spread rate = one.perSecond();
        into.put("name", one.name()).put("requests", one.requests());
        into.putObject("perSecond")
                .put("median", rate.median())
                .put("min", rate.min())
                .put("max", rate.max());
        into.putObject("latencyMillis").put("p50", one.latencyMillis(0.5)).put("p99", one.latencyMillis(0.99));
        ObjectNode cpu = into.putObject("cpuMicrosEach");
        one.cpuMicrosEach().forEach((part, micros) -> cpu.put(part.toString(), micros));
        if (peers.containsKey(one.name())) {
            String peer = peers.get(one.name());
            into.put("peer", peer)
                    .put("shareOfPeer", one.shareOf(series.get(peer)).median());
        }
        one.rounds()
                .forEach(round -> into.withArray("/rounds").add(round.tally().perSecond()));
    }

    void write(Path file) throws IOException {
        JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build().writeValue(file.toFile(), json());
    }
}
