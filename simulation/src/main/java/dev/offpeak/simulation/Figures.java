package dev.offpeak.simulation;

import dev.offpeak.simulation.world.Fault;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** What many runs come to. */
public final class Figures {
    private static final double HOURS_OF_A_MONTH = 730;

    private final Map<Fault, Long> faults = new EnumMap<>(Fault.class);
    private long seeds;
    private long events;
    private double months;
    private long brokenSeeds;

    /** Counts one more. */
    public void add(Run run) {
        seeds++;
        events += run.events();
        months += run.simulated().toHours() / HOURS_OF_A_MONTH;
        run.faults().forEach((fault, times) -> faults.merge(fault, times, Long::sum));
        brokenSeeds += run.broken().isEmpty() ? 0 : 1;
    }

    /** How often each fault struck; those that never did are left out. */
    public Map<Fault, Long> faults() {
        return faults;
    }

    /** How many seeds broke a rule. */
    public long brokenSeeds() {
        return brokenSeeds;
    }

    /** The line of figures. */
    @Override
    public String toString() {
        long struck = faults.values().stream().mapToLong(Long::longValue).sum();
        return String.format(
                Locale.ROOT,
                "%d seeds, %d events, %d faults of %d kinds, %.1f simulated months, %d seeds broke a rule",
                seeds,
                events,
                struck,
                faults.size(),
                months,
                brokenSeeds);
    }
}
