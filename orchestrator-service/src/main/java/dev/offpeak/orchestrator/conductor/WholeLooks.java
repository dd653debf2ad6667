package dev.offpeak.orchestrator.conductor;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which looks go over the VMs whose turn is still to come, too. Those decide nothing; what is taken down of them is why they wait, and
 * whether that holds anybody up. They are most of a large fleet: so that they take no more than a tenth of the time, the longer a
 * whole look took, the later comes the next one. Real time; a process begins with a whole look.
 */
final class WholeLooks {
    private static final Duration LEAST = Duration.ofSeconds(1);
    private static final int SHARE = 10;

    private final Map<String, Next> byRollout = new ConcurrentHashMap<>();

    /** @param owed whether a look was made since that left them out */
    private record Next(Instant at, boolean owed) {}

    /** Whether the next look at that rollout is to be a whole one. */
    boolean isDue(String rollout, Instant realNow) {
        Next next = byRollout.get(rollout);
        return next == null || !realNow.isBefore(next.at());
    }

    /** Whether a whole look is due although nothing may have changed since the last one: that left something out. */
    boolean isOwed(String rollout, Instant realNow) {
        Next next = byRollout.get(rollout);
        return next != null && next.owed() && !realNow.isBefore(next.at());
    }

    /** A look was made. */
    void made(String rollout, boolean whole, Instant realBegun, Instant realNow) {
        if (whole) {
            Duration pause = Duration.between(realBegun, realNow).multipliedBy(SHARE);
            byRollout.put(rollout, new Next(realNow.plus(pause.compareTo(LEAST) > 0 ? pause : LEAST), false));
        } else {
            byRollout.computeIfPresent(rollout, (id, next) -> new Next(next.at(), true));
        }
    }

    /** The next look is to be a whole one: a phase has started, and every VM of it waits for another reason. */
    void begin(String rollout) {
        byRollout.remove(rollout);
    }

    void retain(Collection<String> rollouts) {
        byRollout.keySet().retainAll(rollouts);
    }
}
