package dev.offpeak.orchestrator.planner;

import dev.offpeak.orchestrator.domain.Placement;
import dev.offpeak.orchestrator.domain.VmId;
import dev.offpeak.time.OffPeakHours;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;

/**
 * A VM that wants an order and was refused one for an interlock. Waiters are served by the earliest deadline, then the longest
 * wait, over all rollouts.
 *
 * @param vm the VM
 * @param placement where it is
 * @param hours in which it may be ordered
 * @param deadline of its rollout
 * @param since platform time of the first refusal since its last order
 */
public record Waiter(VmId vm, Placement placement, OffPeakHours hours, Instant deadline, Instant since) {
    /** Every day has a window, and one may be too short in a night of a change of clocks. */
    private static final Duration LAST_WINDOWS = Duration.ofDays(LastWindows.COUNT + 2L);

    static final Comparator<Waiter> ORDER =
            Comparator.comparing(Waiter::deadline).thenComparing(Waiter::since).thenComparing(Waiter::vm);

    /** Deadlines from then on are so far away that no waiter's last windows have come. */
    public static Instant lastWindowsBefore(Instant now) {
        return now.plus(LAST_WINDOWS);
    }
}
