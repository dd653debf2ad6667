package dev.offpeak.orchestrator.planner;

import dev.offpeak.orchestrator.domain.GateCounts;
import dev.offpeak.orchestrator.domain.PhaseState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How far a phase is.
 *
 * @param number from 1
 * @param state where it stands
 * @param startedAt platform time; empty while waiting
 * @param counts of all its VMs
 * @param lanes one for each of its regions
 */
public record PhaseView(
        int number, PhaseState state, Optional<Instant> startedAt, GateCounts counts, List<LaneView> lanes) {
    public PhaseView {
        lanes = List.copyOf(lanes);
    }
}
