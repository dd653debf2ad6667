package dev.offpeak.bench;

import java.time.Duration;

/**
 * A load that leaves work behind in the service: its time ends only when that is done, so that a rate is one that can be kept up.
 *
 * @param operations how many operations each request must have begun: 1 for a change, 0 for none
 */
record DrainedLoad(Load load, Testbed testbed, int operations) implements Load {
    @Override
    public String name() {
        return load.name();
    }

    @Override
    public Tally run(Duration time) {
        long before = testbed.count("operation");
        Tally tally = load.run(time);
        Tally drained = tally.longerBy(testbed.awaitDone());
        long begun = testbed.count("operation") - before;
        if (begun != operations * tally.requests()) {
            throw new BenchFailure(name() + ": " + tally.requests() + " requests began " + begun + " operations, but "
                    + operations * tally.requests() + " were expected");
        }
        return drained;
    }
}
