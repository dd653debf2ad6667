package dev.offpeak.orchestrator.domain;

import java.util.Optional;

/** What a gate says after a batch, lane or phase: advance, wait or halt. */
public sealed interface GateVerdict {
    /** Why a VM behind the gate must wait; empty means go. Every verdict must answer. */
    Optional<HoldReason> hold();

    /** Advance. */
    record Open() implements GateVerdict {
        @Override
        public Optional<HoldReason> hold() {
            return Optional.empty();
        }
    }

    /**
     * Halt: more failed than the policy tolerates.
     *
     * @param evidence the counts
     * @param budget how many might have failed
     * @param why a sentence
     */
    record Closed(GateCounts evidence, int budget, String why) implements GateVerdict {
        @Override
        public Optional<HoldReason> hold() {
            return Optional.of(HoldReason.GATE_CLOSED);
        }
    }

    /**
     * Wait: not all is known yet, and unknown is never good.
     *
     * @param why a sentence
     */
    record Unknown(String why) implements GateVerdict {
        @Override
        public Optional<HoldReason> hold() {
            return Optional.of(HoldReason.GATE_UNKNOWN);
        }
    }
}
