package dev.offpeak.simulation;

import dev.offpeak.simulation.world.Fault;
import dev.offpeak.simulation.world.World;
import java.io.PrintStream;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Runs seed after seed ({@code ./offpeak simulate}) and ends with a line of figures. Ends with 0 when every rule was kept, 1 when one
 * was broken, 2 when it was asked for something else.
 */
public final class Simulate {
    /** Held, for else its level might be forgotten with it. */
    private static final Logger LOG = Logger.getLogger("dev.offpeak.orchestrator");

    private static final String USAGE =
            """
            Usage: ./offpeak simulate [--seeds N] [--first-seed S]

            Simulates a month for each seed: planner and conductor of the orchestrator over a modelled fleet, with
            faults, under virtual time; every rule is checked after every event.
              --seeds N       how many seeds, 200 when left out
              --first-seed S  the first of them, 1 when left out; the others follow it""";

    private Simulate() {}

    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.out, System.err));
    }

    /** What {@link #main} does, with the exit code as its answer. */
    public static int run(List<String> arguments, PrintStream out, PrintStream err) {
        long seeds = 200;
        long first = 1;
        try {
            for (int i = 0; i < arguments.size(); i += 2) {
                long value = Long.parseLong(arguments.get(i + 1));
                switch (arguments.get(i)) {
                    case "--seeds" -> seeds = value;
                    case "--first-seed" -> first = value;
                    default -> throw new IllegalArgumentException(arguments.get(i));
                }
            }
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            err.println(USAGE);
            return 2;
        }
        return run(first, seeds, out);
    }

    private static int run(long first, long seeds, PrintStream out) {
        quietly();
        Figures figures = new Figures();
        for (long seed = first; seed < first + seeds; seed++) {
            Run run = Run.of(World.Kind.faulty(seed));
            figures.add(run);
            if (!run.broken().isEmpty()) {
                out.println(report(run));
            }
        }
        for (Fault fault : Fault.values()) {
            out.println(fault + " " + figures.faults().getOrDefault(fault, 0L));
        }
        out.println(figures);
        return figures.brokenSeeds() == 0 ? 0 : 1;
    }

    /** What a broken rule looks like, and how to see it again. */
    public static String report(Run run) {
        StringBuilder report = new StringBuilder("Seed " + run.seed() + " broke:\n");
        run.broken().forEach(what -> report.append("  ").append(what).append('\n'));
        report.append("after\n");
        run.lastEvents().forEach(event -> report.append("  ").append(event).append('\n'));
        return report.append("Replay it: ./offpeak simulate --seeds 1 --first-seed ")
                .append(run.seed())
                .toString();
    }

    /** A look that fails is told of by the conductor's log; here it fails thousands of times on purpose. */
    public static void quietly() {
        LOG.setLevel(Level.OFF);
    }
}
