package dev.offpeak.agent.source;

import java.time.Duration;

/** How much real time is left. Asked again and again, for the clock's rate and the machine's clock may be corrected meanwhile. */
@FunctionalInterface
public interface Deadline {
    /** Zero or negative when it is over. */
    Duration left();

    default boolean isOver() {
        return left().isZero() || left().isNegative();
    }

    /** That much real time from now, by a clock that nobody sets. */
    static Deadline within(Duration real) {
        long from = System.nanoTime();
        return () -> real.minusNanos(System.nanoTime() - from);
    }
}
