package dev.offpeak.orchestrator.store;

import dev.offpeak.orchestrator.planner.Candidate;
import java.time.Instant;
import java.util.Optional;

/**
 * A VM that wants an order, with what was last said of it.
 *
 * @param hold the reason as last stored, in its wire name; empty when none was
 * @param until when that reason ends by itself, as last stored
 * @param waitingSince platform time of its first refusal for an interlock since its last order; empty when it waits for none
 * @param backingOff whether compute refused an order for it a moment ago: it is not asked again at once
 */
public record Waiting(
        Candidate candidate,
        Optional<String> hold,
        Optional<Instant> until,
        Optional<Instant> waitingSince,
        boolean backingOff) {}
