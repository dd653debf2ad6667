package dev.offpeak.bench;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How orchestrator-service is measured.
 *
 * @param vms the fleet's size
 * @param rounds how often each thing is measured
 * @param json where the figures go for machines; empty for nowhere
 */
record RolloutOptions(int vms, int rounds, Optional<Path> json) {
    /** Enough for every region to have VMs. */
    private static final int FEWEST = 100;

    private static final int MOST = 2_000_000;

    /** @throws IllegalArgumentException with a sentence that says what is allowed */
    RolloutOptions {
        if (vms < FEWEST || vms > MOST) {
            throw new IllegalArgumentException(
                    "--vms must be from " + FEWEST + " to " + MOST + ", but is " + vms + ".");
        }
        if (rounds < 1 || rounds > 100) {
            throw new IllegalArgumentException("--rounds must be from 1 to 100, but is " + rounds + ".");
        }
    }

    Report.Told told() {
        Map<String, Double> numbers = new LinkedHashMap<>();
        numbers.put("vms", (double) vms);
        numbers.put("rounds", (double) rounds);
        return new Report.Told(vms + " VMs, " + rounds + " rounds", numbers);
    }
}
