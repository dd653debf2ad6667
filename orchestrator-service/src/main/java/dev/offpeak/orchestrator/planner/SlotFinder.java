package dev.offpeak.orchestrator.planner;

import dev.offpeak.orchestrator.domain.FleetVm;
import dev.offpeak.orchestrator.domain.Placement;
import dev.offpeak.orchestrator.domain.Policy;
import dev.offpeak.orchestrator.domain.Ring;
import dev.offpeak.regions.RegionCatalog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The slot of a VM that joins a planned rollout: the first batch of its zone, not before the open one, that keeps rules O5 and O6;
 * a new batch behind the last where none does. A region its ring does not have joins the ring's last phase,
 * or a new one behind all where its pair is in that one or the ring has none. Where the slot's turn is past, the VM is a straggler at once.
 */
public final class SlotFinder {
    private SlotFinder() {}

    /**
     * A VM that has a slot in the step that the joining VM would join.
     *
     * @param placement where it is
     * @param batch its batch
     */
    public record Occupant(Placement placement, int batch) {}

    /**
     * The slot, which may name a phase, step or batch one beyond the plan: the caller then adds it.
     *
     * @param vm who joins
     * @param phases the plan
     * @param firstBatch number of the batch that is open in the VM's step, or 1 when the step is not open
     * @param step everyone with a slot in the VM's zone of its region
     * @param outsideSets how many VMs outside sets its subscription has in the region, itself included
     */
    public static Assignment slotFor(
            FleetVm vm,
            List<PhasePlan> phases,
            int firstBatch,
            List<Occupant> step,
            int outsideSets,
            RegionCatalog catalog,
            Policy policy) {
        Placement at = vm.placement();
        Ring ring = policy.ringOf(vm.ring(), at.subscriptionId());
        List<PhasePlan> ofRing =
                phases.stream().filter(phase -> phase.ring() == ring).toList();
        for (PhasePlan phase : ofRing) {
            for (LanePlan lane : phase.lanes()) {
                if (lane.region().equals(at.region())) {
                    return inLane(vm, phase.number(), lane, firstBatch, step, outsideSets, policy);
                }
            }
        }
        int phase = phaseForNewRegion(at.region(), ofRing, phases.size() + 1, catalog);
        return new Assignment(vm.id(), phase, at.region(), 1, at.zone(), 1);
    }

    private static int phaseForNewRegion(String region, List<PhasePlan> ofRing, int behindAll, RegionCatalog catalog) {
        if (ofRing.isEmpty()) {
            return behindAll;
        }
        PhasePlan last = ofRing.get(ofRing.size() - 1);
        boolean pairIsThere =
                last.lanes().stream().anyMatch(lane -> catalog.pairsOf(region).contains(lane.region()));
        return pairIsThere ? behindAll : last.number();
    }

    private static Assignment inLane(
            FleetVm vm,
            int phase,
            LanePlan lane,
            int firstBatch,
            List<Occupant> occupants,
            int outsideSets,
            Policy policy) {
        Placement at = vm.placement();
        Optional<StepPlan> step = lane.steps().stream()
                .filter(planned -> planned.zone().equals(at.zone()))
                .findFirst();
        if (step.isEmpty()) {
            return new Assignment(vm.id(), phase, lane.region(), lane.steps().size() + 1, at.zone(), 1);
        }
        Map<Integer, List<Occupant>> peers = new HashMap<>();
        for (Occupant occupant : occupants) {
            if (sharesCap(at, occupant.placement())) {
                peers.computeIfAbsent(occupant.batch(), batch -> new ArrayList<>())
                        .add(occupant);
            }
        }
        int batch = firstBatch;
        while (batch <= step.get().batches() && !fits(vm, peers.getOrDefault(batch, List.of()), outsideSets, policy)) {
            batch++;
        }
        return new Assignment(vm.id(), phase, lane.region(), step.get().number(), at.zone(), batch);
    }

    private static boolean sharesCap(Placement joining, Placement other) {
        return joining.availabilitySet().isPresent()
                ? joining.availabilitySet().equals(other.availabilitySet())
                : other.availabilitySet().isEmpty() && joining.subscriptionId().equals(other.subscriptionId());
    }

    private static boolean fits(FleetVm vm, List<Occupant> peers, int outsideSets, Policy policy) {
        Placement at = vm.placement();
        if (at.availabilitySet().isEmpty()) {
            return peers.size() < policy.subscriptionCap(outsideSets);
        }
        return peers.size() < policy.setCap(vm.setSize())
                && peers.stream()
                        .allMatch(peer -> peer.placement().updateDomain().equals(at.updateDomain()));
    }
}
