package dev.offpeak.orchestrator.planner;

import dev.offpeak.orchestrator.domain.Baseline;
import dev.offpeak.orchestrator.domain.ExternalWord;
import dev.offpeak.orchestrator.domain.VmId;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a decision knows beside the rollout itself: from earlier looks, other rollouts, earlier releases and the outside.
 *
 * @param baseline what earlier releases came to on this fleet
 * @param words what was said to the start of phases, by their number; phases nobody spoke of are left out
 * @param waitingSince since when VMs of this rollout wait, as earlier decisions said ({@link DispatchDecision#waiters()})
 * @param otherWaiters those of other rollouts that give orders; of one that is stopped nobody waits
 */
public record Background(
        Baseline baseline,
        Map<Integer, ExternalWord> words,
        Map<VmId, Instant> waitingSince,
        List<Waiter> otherWaiters) {
    /** A first release on its own. */
    public static final Background NONE = new Background(Baseline.NONE, Map.of(), Map.of(), List.of());

    public Background {
        words = Map.copyOf(words);
        waitingSince = Map.copyOf(waitingSince);
        otherWaiters = List.copyOf(otherWaiters);
    }
}
