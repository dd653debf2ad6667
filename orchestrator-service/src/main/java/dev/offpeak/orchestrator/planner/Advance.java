package dev.offpeak.orchestrator.planner;

import dev.offpeak.orchestrator.domain.GateCounts;

/**
 * A move of the plan. Each is idempotent: committed twice it changes nothing. After any of them the rollout is worth deciding
 * again at once.
 */
public sealed interface Advance {
    /**
     * The phase starts: its lanes open at step 1, batch 1, and the first one takes the rollout to InProgress.
     *
     * @param phase its number
     */
    record StartPhase(int phase) implements Advance {}

    /**
     * The next batch of a lane opens.
     *
     * @param phase its number
     * @param region the lane
     * @param step number of the step, perhaps the next
     * @param batch number of the batch in it
     */
    record OpenBatch(int phase, String region, int step, int batch) implements Advance {}

    /**
     * A lane's last batch passed its gate.
     *
     * @param phase its number
     * @param region the lane
     */
    record CompleteLane(int phase, String region) implements Advance {}

    /**
     * A phase passed its gate.
     *
     * @param phase its number
     */
    record CompletePhase(int phase) implements Advance {}

    /**
     * A gate closed: the rollout halts.
     *
     * @param phase its number
     * @param region the lane; empty text for the phase's own gate
     * @param evidence the counts
     * @param why a sentence
     */
    record Halt(int phase, String region, GateCounts evidence, String why) implements Advance {}

    /**
     * The rollout is over.
     *
     * @param everythingSucceeded false when the deadline ended it with VMs left
     */
    record CompleteRollout(boolean everythingSucceeded) implements Advance {}
}
