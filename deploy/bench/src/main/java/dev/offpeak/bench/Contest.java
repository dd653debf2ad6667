package dev.offpeak.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Runs loads in turn, A B C, A B C and so on, so that whatever else the machine does meets all of them alike; once before for
 * warming up, which is not counted.
 */
final class Contest {
    private final CpuClock cpu;
    private final Duration each;
    private final Duration warmUp;
    private final int rounds;
    private final Consumer<String> progress;

    /** @param each how long one load runs in one round */
    Contest(CpuClock cpu, Duration each, Duration warmUp, int rounds, Consumer<String> progress) {
        this.cpu = cpu;
        this.each = each;
        this.warmUp = warmUp;
        this.rounds = rounds;
        this.progress = progress;
    }

    /** By name, in the order given. */
    Map<String, Series> run(List<Load> loads) {
        progress.accept("warming up");
        loads.forEach(load -> load.run(warmUp));
        Map<String, List<Series.Round>> all = new LinkedHashMap<>();
        for (int round = 1; round <= rounds; round++) {
            for (Load load : loads) {
                Map<CpuClock.Part, Duration> before = cpu.now();
                Tally tally = load.run(each);
                Series.Round done = new Series.Round(tally, CpuClock.between(before, cpu.now()));
                all.computeIfAbsent(load.name(), name -> new ArrayList<>()).add(done);
                progress.accept(String.format(
                        Locale.ROOT,
                        "round %d of %d: %s, %.0f per second",
                        round,
                        rounds,
                        load.name(),
                        tally.perSecond()));
            }
        }
        Map<String, Series> series = new LinkedHashMap<>();
        all.forEach((name, done) -> series.put(name, new Series(name, List.copyOf(done))));
        return series;
    }
}
