package dev.offpeak.bench;

import java.time.Duration;
import java.util.Arrays;

/**
 * What one run of a {@link Load} came to.
 *
 * @param requests answered as expected; any other answer fails the run
 * @param elapsed from the first request to the last answer, and on until the work they left behind was done
 * @param latencies of every request in nanoseconds, in no order
 */
record Tally(long requests, Duration elapsed, long[] latencies) {
    double perSecond() {
        return requests / (elapsed.toNanos() / 1e9);
    }

    /** The same requests, with what had to be waited for afterwards. */
    Tally longerBy(Duration wait) {
        return new Tally(requests, elapsed.plus(wait), latencies);
    }

    /** Counts while a run goes on; used by one thread. */
    static final class Counter {
        private final long begun = System.nanoTime();
        private long[] latencies = new long[1 << 16];
        private int count;

        void answered(long nanos) {
            if (count == latencies.length) {
                latencies = Arrays.copyOf(latencies, count * 2);
            }
            latencies[count++] = nanos;
        }

        Tally end() {
            return new Tally(count, Duration.ofNanos(System.nanoTime() - begun), Arrays.copyOf(latencies, count));
        }
    }
}
