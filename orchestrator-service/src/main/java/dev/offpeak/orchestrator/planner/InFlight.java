package dev.offpeak.orchestrator.planner;

import dev.offpeak.orchestrator.domain.Placement;
import dev.offpeak.orchestrator.domain.VmId;

/**
 * An order, of any rollout or on demand, without both terminal report and health verdict.
 *
 * @param vm the VM
 * @param placement where it was when it was ordered
 */
public record InFlight(VmId vm, Placement placement) {}
