package dev.offpeak.orchestrator.planner;

import dev.offpeak.orchestrator.domain.Policy;
import dev.offpeak.time.Interval;
import dev.offpeak.time.OffPeakHours;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How batches fill nights. A batch takes the install budget and the verification time; it may begin while the install budget
 * still fits. With 8 hours, 90 + 30 minutes: at 0, 2, 4 and 6 h, 4 batches; with 60 + 30 minutes: 5. A batch whose VMs have
 * different off-peak hours is through when the last of them is.
 */
final class Nights {
    /** A window that is too short now is too short for ever, but for the night of a change of clocks. */
    private static final int BARREN = 7;

    private Nights() {}

    /** Batches in one window; 0 when not even one fits. */
    static int batchesIn(Duration window, Policy policy) {
        Duration spare = window.minus(policy.installBudget());
        if (spare.isNegative()) {
            return 0;
        }
        return (int) (spare.toMillis() / batch(policy).toMillis()) + 1;
    }

    /**
     * The window in which an order may be given first, at that moment or later: what is left of it then holds the install budget.
     * Empty when no window of these hours ever does.
     */
    static Optional<Interval> usable(OffPeakHours hours, Instant from, Policy policy) {
        Instant now = from;
        for (int barren = 0; barren < BARREN; barren++) {
            Interval window = hours.nextAfter(now);
            Instant begin = window.start().isAfter(now) ? window.start() : now;
            if (Duration.between(begin, window.end()).compareTo(policy.installBudget()) >= 0) {
                return Optional.of(new Interval(begin, window.end()));
            }
            now = window.end();
        }
        return Optional.empty();
    }

    /**
     * When the last of those batches, one after the other, is verified, if the first may begin at that instant; Instant.MAX if
     * one never may.
     *
     * @param batches the off-peak hours of each batch's VMs
     */
    static Instant endOf(List<Set<OffPeakHours>> batches, Instant from, Policy policy) {
        Instant now = from;
        for (Set<OffPeakHours> ofBatch : batches) {
            Instant through = now;
            for (OffPeakHours hours : ofBatch) {
                Optional<Interval> window = usable(hours, now, policy);
                if (window.isEmpty()) {
                    return Instant.MAX;
                }
                Instant end = window.get().start().plus(batch(policy));
                through = end.isAfter(through) ? end : through;
            }
            now = through;
        }
        return now;
    }

    /** How many nights those batches take from the first one's window on; empty if they never end. */
    static Optional<Integer> nightsFor(List<Set<OffPeakHours>> batches, Instant from, Policy policy) {
        Instant end = endOf(batches, from, policy);
        if (end.equals(Instant.MAX)) {
            return Optional.empty();
        }
        Instant begin = batches.get(0).stream()
                .map(hours -> usable(hours, from, policy).orElseThrow().start())
                .min(Instant::compareTo)
                .orElseThrow();
        return Optional.of((int) Math.ceil(Duration.between(begin, end).toSeconds() / 86_400.0));
    }

    private static Duration batch(Policy policy) {
        return policy.installBudget().plus(policy.verification());
    }
}
