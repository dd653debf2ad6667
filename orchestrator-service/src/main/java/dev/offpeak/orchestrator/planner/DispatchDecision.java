package dev.offpeak.orchestrator.planner;

import dev.offpeak.orchestrator.domain.HoldReason;
import dev.offpeak.orchestrator.domain.VmId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a rollout does next.
 *
 * @param start orders to give, in the order to try them in; together they break no interlock
 * @param advances moves of the plan, in order
 * @param held every candidate that gets no order, with its reason
 * @param waiters the candidates that wait for an interlock, with since when: who is not among them waits no more
 * @param wakeAt platform time at which to decide again when nothing happens before; empty when only an event can change anything
 */
public record DispatchDecision(
        List<Order> start,
        List<Advance> advances,
        Map<VmId, Hold> held,
        Map<VmId, Instant> waiters,
        Optional<Instant> wakeAt) {
    public DispatchDecision {
        start = List.copyOf(start);
        advances = List.copyOf(advances);
        held = Map.copyOf(held);
        waiters = Map.copyOf(waiters);
    }

    /**
     * One order.
     *
     * @param vm the VM
     * @param notAfter platform time at which the guest must be done: the earlier of its window's end and the run length (rule I3)
     */
    public record Order(VmId vm, Instant notAfter) {}

    /**
     * Why not now.
     *
     * @param reason the first that applies, from the VM's own state to its surroundings
     * @param until platform time at which that reason ends by itself, where it can be known
     */
    public record Hold(HoldReason reason, Optional<Instant> until) {}
}
