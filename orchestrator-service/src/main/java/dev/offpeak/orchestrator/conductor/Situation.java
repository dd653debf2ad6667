package dev.offpeak.orchestrator.conductor;

import dev.offpeak.orchestrator.domain.VmId;
import dev.offpeak.orchestrator.planner.DispatchSnapshot;
import dev.offpeak.orchestrator.store.Waiting;
import java.util.Map;

/**
 * What a rollout's decision starts from.
 *
 * @param snapshot all that decides
 * @param waiting the snapshot's candidates and what was last said of them, by VM id
 */
record Situation(DispatchSnapshot snapshot, Map<String, Waiting> waiting) {
    /** Whether it is known already that the VM waits for an interlock. */
    boolean isWaiting(VmId vm) {
        return waiting.get(vm.value()).waitingSince().isPresent();
    }
}
