package dev.offpeak.orchestrator.planner;

import dev.offpeak.orchestrator.domain.FleetVm;
import dev.offpeak.orchestrator.domain.VmProgress;
import java.time.Instant;
import java.util.Optional;

/**
 * A VM of the rollout that wants an order, with all that decides whether it gets one now.
 *
 * @param vm its facts
 * @param slot its place in the plan
 * @param progress how far it is; such that {@link VmProgress#wantsOrder()}
 * @param attempts orders of this rollout that reached the guest
 * @param lastOrderedAt platform time of this rollout's last order for it that was not refused; empty when there was none
 */
public record Candidate(
        FleetVm vm, Assignment slot, VmProgress progress, int attempts, Optional<Instant> lastOrderedAt) {}
