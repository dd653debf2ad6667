package dev.offpeak.orchestrator.domain;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Why a rollout halted (rule O9). It stays with the rollout when that goes on.
 *
 * @param at platform time
 * @param gates those that closed, at least one
 * @param evidence of all VMs tried until then; empty for a halt from before evidence was kept
 * @param failedPatches patches that most VMs reported as failed, the commonest first, at most ten
 */
public record Halt(Instant at, List<ClosedGate> gates, Optional<HaltEvidence> evidence, List<String> failedPatches) {
    public Halt {
        gates = List.copyOf(gates);
        failedPatches = List.copyOf(failedPatches);
    }

    /**
     * A gate that closed.
     *
     * @param phase its number
     * @param region the lane; empty text for the gate of a phase or of the whole release
     * @param why a sentence
     * @param counts what it judged
     */
    public record ClosedGate(int phase, String region, String why, GateCounts counts) {}
}
