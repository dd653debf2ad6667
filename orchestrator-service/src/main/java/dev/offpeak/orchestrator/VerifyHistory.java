package dev.offpeak.orchestrator;

import dev.offpeak.orchestrator.certificate.Flight;
import dev.offpeak.orchestrator.certificate.FlightTable;
import dev.offpeak.orchestrator.certificate.HistoryVerifier;
import dev.offpeak.orchestrator.certificate.RuleReport;
import dev.offpeak.regions.RegionCatalog;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checks a recorded history ({@code ./offpeak verify-history}): of a running platform, page by page, or a table in a file ({@link
 * FlightTable}). Prints a line for each rule, and the evidence of what broke it. Ends with 0 when every rule was kept, 1 when one was
 * broken, 2 when there was nothing to check by.
 */
public final class VerifyHistory {
    private static final int SHOWN = 10;
    private static final String USAGE =
            """
            Usage: ./offpeak verify-history [URL|FILE] [REGIONS]

            Checks the availability rules over what was recorded, independently of planner and conductor.
              URL      a running platform's address, http://127.0.0.1:8080 when left out; or that of some of its
                       flights, such as http://127.0.0.1:8080/platform/flights?rollout=ID
              FILE     instead: a table of orders, comma separated
              REGIONS  a file of regions and their pairs; the built-in ones when left out""";

    private VerifyHistory() {}

    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.out, System.err));
    }

    /** What {@link #main} does, with the exit code as its answer. */
    public static int run(List<String> arguments, PrintStream out, PrintStream err) {
        if (arguments.isEmpty() || arguments.size() > 2 || arguments.get(0).startsWith("-")) {
            err.println(USAGE);
            return 2;
        }
        try {
            RegionCatalog regions =
                    arguments.size() == 2 ? RegionCatalog.read(Path.of(arguments.get(1))) : RegionCatalog.builtIn();
            List<Flight> flights = flights(arguments.get(0));
            return report(flights.size(), new HistoryVerifier(pairs(regions)).check(flights), out);
        } catch (IOException | UncheckedIOException e) {
            err.println("The history can't be read: " + e);
            return 2;
        } catch (IllegalArgumentException e) {
            err.println("The history can't be checked: " + e.getMessage());
            return 2;
        }
    }

    private static List<Flight> flights(String source) throws IOException {
        if (source.startsWith("http://") || source.startsWith("https://")) {
            return RecordedFlights.of(URI.create(source));
        }
        try (BufferedReader table = Files.newBufferedReader(Path.of(source))) {
            return FlightTable.read(table);
        }
    }

    private static int report(int flights, List<RuleReport> reports, PrintStream out) {
        out.println(flights + " orders");
        boolean kept = true;
        for (RuleReport report : reports) {
            int broken = report.violations().size();
            kept &= broken == 0;
            out.println(report.rule() + "  " + (broken == 0 ? "kept  " : "BROKEN") + "  " + report.exercised()
                    + " times  " + report.title());
            report.violations().stream().limit(SHOWN).forEach(violation -> out.println("      " + violation));
            if (broken > SHOWN) {
                out.println("      and " + (broken - SHOWN) + " more");
            }
        }
        return kept ? 0 : 1;
    }

    private static Map<String, Set<String>> pairs(RegionCatalog regions) {
        Map<String, Set<String>> pairs = new HashMap<>();
        regions.all().forEach(region -> pairs.put(region.name(), regions.pairsOf(region.name())));
        return pairs;
    }
}
