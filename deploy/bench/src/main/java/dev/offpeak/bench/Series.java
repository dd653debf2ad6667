package dev.offpeak.bench;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * All rounds of one load.
 *
 * @param rounds in their order, at least one
 */
record Series(String name, List<Round> rounds) {
    /**
     * One run and the processor time that passed meanwhile.
     *
     * @param cpu also used by others' work, such as a checkpoint that came by
     */
    record Round(Tally tally, Map<CpuClock.Part, Duration> cpu) {
        double cpuMicrosEach(CpuClock.Part part) {
            return cpu.get(part).toNanos() / 1e3 / Math.max(1, tally.requests());
        }
    }

    Spread perSecond() {
        return Spread.of(rounds.stream().map(round -> round.tally().perSecond()).toList());
    }

    /** This one's rate as a share of another's, round by round: both of a round met the same machine. */
    Spread shareOf(Series peer) {
        double[] shares = new double[rounds.size()];
        for (int i = 0; i < shares.length; i++) {
            shares[i] = rounds.get(i).tally().perSecond()
                    / peer.rounds().get(i).tally().perSecond();
        }
        return Spread.of(Arrays.stream(shares).boxed().toList());
    }

    /** Medians of the microseconds that one request costs each part. */
    Map<CpuClock.Part, Double> cpuMicrosEach() {
        Map<CpuClock.Part, Double> medians = new EnumMap<>(CpuClock.Part.class);
        for (CpuClock.Part part : CpuClock.Part.values()) {
            medians.put(
                    part,
                    Spread.of(rounds.stream()
                                    .map(round -> round.cpuMicrosEach(part))
                                    .toList())
                            .median());
        }
        return medians;
    }

    /** Median over the rounds of that percentile, in milliseconds. */
    double latencyMillis(double share) {
        return Spread.of(rounds.stream()
                        .map(round -> Spread.percentile(round.tally().latencies(), share) / 1e6)
                        .toList())
                .median();
    }

    long requests() {
        return rounds.stream().mapToLong(round -> round.tally().requests()).sum();
    }
}
