package dev.offpeak.orchestrator.domain;

import dev.offpeak.contracts.PatchMode;
import dev.offpeak.time.OffPeakHours;
import java.util.Objects;
import java.util.Optional;

/**
 * What planner and conductor know of a VM: the orchestrator's own projection of compute's snapshot.
 *
 * @param id the VM incarnation
 * @param placement where it is
 * @param setSize how many VMs its availability set holds, all patch modes; 0 outside sets
 * @param hours its off-peak hours, in its own time zone
 * @param patchMode the mode in force
 * @param featureInForce whether the subscription's feature is registered and propagated (rules F4, F5)
 * @param enabled whether enablement is done (rule E4)
 * @param running whether its power state is running
 * @param agentReady whether its agent is heard of and lacks nothing (rule E5)
 * @param ring the ring that its tag names; empty when none does (rule U3)
 */
public record FleetVm(
        VmId id,
        Placement placement,
        int setSize,
        OffPeakHours hours,
        PatchMode patchMode,
        boolean featureInForce,
        boolean enabled,
        boolean running,
        boolean agentReady,
        Optional<Ring> ring) {
    public FleetVm {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(placement, "placement");
        Objects.requireNonNull(hours, "hours");
        Objects.requireNonNull(patchMode, "patchMode");
        Objects.requireNonNull(ring, "ring");
    }

    /** Whether a rollout plans for it: only VMs in AutomaticByPlatform are ordered by one. */
    public boolean isOrchestrated() {
        return patchMode == PatchMode.AUTOMATIC_BY_PLATFORM;
    }

    /** Why no order may be given to it as it is, whatever the plan says; empty when it is eligible (rule O1). */
    public Optional<HoldReason> ineligible() {
        if (!isOrchestrated()) {
            return Optional.of(HoldReason.PATCH_MODE);
        }
        if (!featureInForce) {
            return Optional.of(HoldReason.FEATURE_NOT_REGISTERED);
        }
        if (!running) {
            return Optional.of(HoldReason.POWERED_OFF);
        }
        if (!enabled) {
            return Optional.of(HoldReason.NOT_ENABLED);
        }
        if (!agentReady) {
            return Optional.of(HoldReason.AGENT_NOT_READY);
        }
        return Optional.empty();
    }
}
