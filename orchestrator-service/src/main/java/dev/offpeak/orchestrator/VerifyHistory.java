package dev.offpeak.orchestrator;

import dev.offpeak.orchestrator.certificate.Flight;
import dev.offpeak.orchestrator.certificate.FlightTable;
import dev.offpeak.orchestrator.certificate.HistoryVerifier;
import dev.offpeak.orchestrator.certificate.RuleReport;
import dev.offpeak.orchestrator.certificate.Shares;
import dev.offpeak.regions.RegionCatalog;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checks a recorded history: {@code VerifyHistory flights.csv [regions.json]}. The table is {@link FlightTable}'s; the regions are
 * the built-in catalogue's unless a file is named. Prints a line for each rule, and the evidence of what broke it. Ends with 0 when
 * every rule was kept, 1 when one was broken, 2 when there was nothing to check by.
 */
public final class VerifyHistory {
    private static final int SHOWN = 10;

    private VerifyHistory() {}

    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.out, System.err));
    }

    /** What {@link #main} does, with the exit code as its answer. */
    static int run(List<String> arguments, PrintStream out, PrintStream err) {
        if (arguments.isEmpty() || arguments.size() > 2) {
            err.println("Usage: VerifyHistory flights.csv [regions.json]");
            return 2;
        }
        try (BufferedReader table = Files.newBufferedReader(Path.of(arguments.get(0)))) {
            RegionCatalog regions =
                    arguments.size() == 2 ? RegionCatalog.read(Path.of(arguments.get(1))) : RegionCatalog.builtIn();
            List<Flight> flights = FlightTable.read(table);
            return report(flights.size(), new HistoryVerifier(Shares.DEFAULT, pairs(regions)).check(flights), out);
        } catch (IOException | UncheckedIOException e) {
            err.println("The history can't be read: " + e);
            return 2;
        } catch (IllegalArgumentException e) {
            err.println("The history can't be checked: " + e.getMessage());
            return 2;
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
