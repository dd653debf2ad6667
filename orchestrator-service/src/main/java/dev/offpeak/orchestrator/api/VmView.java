package dev.offpeak.orchestrator.api;

import dev.offpeak.orchestrator.store.Rollout;
import dev.offpeak.orchestrator.store.VmStanding;
import dev.offpeak.time.Interval;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.Optional;

/**
 * How one VM stands in one rollout. Instants are platform time.
 *
 * @param state Waiting, InFlight, Succeeded, Partial or Failed
 * @param attempts orders that reached compute and were not refused
 * @param needsAttention whether it failed in three tries in a row; it is still tried (rule I6)
 * @param hold why it gets no order now; left out in flight and after success
 * @param nextWindow its open off-peak window, else the next one; left out when it needs no order
 * @param criticalAndSecurityPatchCount of the last assessment
 */
@RegisterForReflection
public record VmView(
        String vmId,
        String resourceId,
        String name,
        String subscriptionId,
        String region,
        Optional<String> zone,
        Optional<String> availabilitySetId,
        Optional<Integer> updateDomain,
        int phase,
        int step,
        int batch,
        String state,
        boolean deleted,
        int attempts,
        boolean needsAttention,
        Optional<String> lastActivityId,
        Optional<Instant> lastOrderedAt,
        Optional<String> lastError,
        Optional<HoldView> hold,
        Optional<Window> nextWindow,
        Optional<String> health,
        Optional<Integer> criticalAndSecurityPatchCount,
        Instant changedAt) {
    private static final int ATTENTION = 3;

    /** A span of platform time. */
    @RegisterForReflection
    public record Window(Instant start, Instant end) {}

    static VmView of(VmStanding vm, Rollout rollout, Instant now) {
        boolean mayBeOrdered =
                vm.state().wantsOrder() && !vm.deleted() && !rollout.state().isTerminal();
        Interval window = vm.hours().nextAfter(now);
        return new VmView(
                vm.slot().vm().value(),
                vm.resourceId(),
                vm.name(),
                vm.placement().subscriptionId(),
                vm.placement().region(),
                Optional.of(vm.placement().zone()).filter(zone -> !zone.equals("-")),
                vm.placement().availabilitySet(),
                vm.placement().updateDomain(),
                vm.slot().phase(),
                vm.slot().step(),
                vm.slot().batch(),
                vm.state().toString(),
                vm.deleted(),
                vm.orders(),
                vm.failedWindows() >= ATTENTION,
                vm.lastActivity(),
                vm.lastOrderedAt(),
                vm.lastError(),
                HoldView.of(vm, rollout, now),
                mayBeOrdered ? Optional.of(new Window(window.start(), window.end())) : Optional.empty(),
                vm.health(),
                vm.criticalAndSecurity(),
                vm.changedAt());
    }
}
