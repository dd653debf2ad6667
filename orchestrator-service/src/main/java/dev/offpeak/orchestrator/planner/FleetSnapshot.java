package dev.offpeak.orchestrator.planner;

import dev.offpeak.orchestrator.domain.FleetVm;
import java.util.List;

/**
 * The whole fleet at one moment.
 *
 * @param vms every VM that exists, in any order and in every patch mode: those outside orchestration count for the shares of
 *     rules O5 and O6, and get no slot
 */
public record FleetSnapshot(List<FleetVm> vms) {
    public FleetSnapshot {
        vms = List.copyOf(vms);
    }
}
