package dev.offpeak.fleet;

import dev.offpeak.time.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/** A timer on a clock moved by hand; real and platform time are the same. */
final class ManualTimer implements Timer {
    private final ManualClock clock;
    private final PriorityQueue<Due> queue =
            new PriorityQueue<>(Comparator.comparing(Due::at).thenComparing(Due::number));
    private long count;

    ManualTimer(ManualClock clock) {
        this.clock = clock;
    }

    @Override
    public Task at(Instant platform, Runnable action) {
        Due due = new Due(platform, count++, action);
        queue.add(due);
        return () -> queue.remove(due);
    }

    @Override
    public Task after(Duration real, Runnable action) {
        return at(clock.now().plus(real), action);
    }

    /** Moves the clock on and runs what falls due, each at its own time. */
    void runFor(Duration duration) {
        Instant until = clock.now().plus(duration);
        while (!queue.isEmpty() && !queue.peek().at().isAfter(until)) {
            Due due = queue.poll();
            if (due.at().isAfter(clock.now())) {
                clock.advanceTo(due.at());
            }
            due.action().run();
        }
        clock.advanceTo(until);
    }

    private record Due(Instant at, long number, Runnable action) {}
}
