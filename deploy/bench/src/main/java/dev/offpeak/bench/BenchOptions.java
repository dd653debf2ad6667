package dev.offpeak.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How it is measured.
 *
 * @param each how long one load runs in one round
 * @param warmUp how long each load runs before anything counts: long enough for the compilers, also at a few hundred a second
 * @param rounds in which all loads take their turns
 * @param connections on which requests are made, each again as soon as it was answered
 * @param vms the fleet's size
 * @param waiting how many polls are left open together; for {@code poll}
 * @param only parts of the names of what is measured; empty for everything
 * @param json where the figures go for machines; empty for nowhere
 */
record BenchOptions(
        Duration each,
        Duration warmUp,
        int rounds,
        int connections,
        int vms,
        int waiting,
        List<String> only,
        Optional<Path> json) {
    /** @throws IllegalArgumentException with a sentence that says what is allowed */
    BenchOptions {
        only = only.stream().map(part -> part.strip().toLowerCase(Locale.ROOT)).toList();
        if (each.isNegative() || each.isZero() || each.compareTo(Duration.ofMinutes(5)) > 0) {
            throw new IllegalArgumentException("--seconds must be more than 0 and at most 300.");
        }
        if (warmUp.isNegative() || warmUp.compareTo(Duration.ofMinutes(5)) > 0) {
            throw new IllegalArgumentException("--warm-up must be from 0 to 300.");
        }
        if (rounds < 1 || rounds > 100) {
            throw new IllegalArgumentException("--rounds must be from 1 to 100, but is " + rounds + ".");
        }
        if (connections < 1 || connections > 150) {
            throw new IllegalArgumentException("--connections must be from 1 to 150, but is " + connections + ".");
        }
        if (vms < connections || vms > 100_000) {
            throw new IllegalArgumentException("--vms must be from the number of connections (" + connections
                    + ") to 100000, but is " + vms + ".");
        }
        if (waiting < 1 || waiting > 25_000) {
            throw new IllegalArgumentException("--waiting must be from 1 to 25000, but is " + waiting + ".");
        }
    }

    Report.Told told() {
        double eachSeconds = each.toMillis() / 1000.0;
        double warmUpSeconds = warmUp.toMillis() / 1000.0;
        Map<String, Double> numbers = new LinkedHashMap<>();
        numbers.put("connections", (double) connections);
        numbers.put("vms", (double) vms);
        numbers.put("rounds", (double) rounds);
        numbers.put("secondsEach", eachSeconds);
        numbers.put("secondsWarmUp", warmUpSeconds);
        return new Report.Told(
                connections + " connections, " + vms + " VMs, " + rounds + " rounds of " + eachSeconds
                        + " s each, after " + warmUpSeconds + " s of each for warming up",
                numbers);
    }

    /** Whether a load of that name was asked for, by itself or because one that was is compared with it. */
    boolean wants(String name, Map<String, String> peers) {
        return only.isEmpty()
                || isNamed(name)
                || peers.entrySet().stream()
                        .anyMatch(pair -> pair.getValue().equals(name) && wants(pair.getKey(), peers));
    }

    private boolean isNamed(String name) {
        return only.stream().anyMatch(name.toLowerCase(Locale.ROOT)::contains);
    }
}
