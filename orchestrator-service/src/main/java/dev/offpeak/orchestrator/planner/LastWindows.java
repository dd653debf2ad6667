package dev.offpeak.orchestrator.planner;

import dev.offpeak.orchestrator.domain.Policy;
import dev.offpeak.time.Interval;
import java.time.Instant;
import java.util.Optional;

/**
 * When room is made for a waiter: in its last {@value #COUNT} usable windows before its deadline. Room is made for the window
 * itself, not for the hours between: who is gone before it opens may still join.
 */
final class LastWindows {
    static final int COUNT = 3;

    private LastWindows() {}

    /** From when on room must be there; empty when more windows are left, or none. */
    static Optional<Instant> roomFrom(Waiter waiter, Instant now, Policy policy) {
        Optional<Instant> first = Optional.empty();
        Instant from = now;
        for (int windows = 0; windows <= COUNT; windows++) {
            Optional<Interval> usable = Nights.usable(waiter.hours(), from, policy)
                    .filter(window ->
                            !window.start().plus(policy.installBudget()).isAfter(waiter.deadline()));
            if (usable.isEmpty()) {
                return first;
            }
            first = first.isPresent() ? first : usable.map(Interval::start);
            from = usable.get().end();
        }
        return Optional.empty();
    }
}
