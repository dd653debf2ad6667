package dev.offpeak.orchestrator.planner;

import dev.offpeak.orchestrator.domain.Policy;
import dev.offpeak.time.Interval;
import dev.offpeak.time.OffPeakHours;
import java.time.Duration;
import java.time.Instant;

/**
 * How many batches go into a night. A batch takes the install budget and the verification time; it may begin while the install
 * budget still fits. With 8 hours, 90 + 30 minutes: at 0, 2, 4 and 6 h, 4 batches; with 60 + 30 minutes: 5.
 */
final class Nights {
    private Nights() {}

    /** Batches in one window; 0 when not even one fits. */
    static int batchesIn(Duration window, Policy policy) {
        Duration spare = window.minus(policy.installBudget());
        if (spare.isNegative()) {
            return 0;
        }
        return (int) (spare.toMillis() / batch(policy).toMillis()) + 1;
    }

    /** How many nights that many batches take, one after the other. */
    static int nightsFor(int batches, Duration window, Policy policy) {
        int aNight = batchesIn(window, policy);
        return aNight == 0 ? Integer.MAX_VALUE : (batches + aNight - 1) / aNight;
    }

    /** When the last of that many batches is verified, if the first may begin at that instant; Instant.MAX if none ever fits. */
    static Instant endOf(int batches, Instant from, OffPeakHours hours, Policy policy) {
        Instant now = from;
        int left = batches;
        // A window that is too short now is too short for ever, but for the night of a change of clocks.
        for (int barren = 0; left > 0 && barren < 7; ) {
            Interval window = hours.nextAfter(now);
            Instant begin = window.start().isAfter(now) ? window.start() : now;
            int fit = Math.min(left, batchesIn(Duration.between(begin, window.end()), policy));
            barren = fit == 0 ? barren + 1 : 0;
            left -= fit;
            now = left > 0 ? window.end() : begin.plus(batch(policy).multipliedBy(fit));
        }
        return left > 0 ? Instant.MAX : now;
    }

    private static Duration batch(Policy policy) {
        return policy.installBudget().plus(policy.verification());
    }
}
