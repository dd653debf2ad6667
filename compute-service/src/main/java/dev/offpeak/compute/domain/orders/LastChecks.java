package dev.offpeak.compute.domain.orders;

import dev.offpeak.contracts.message.InstallPatches;
import dev.offpeak.contracts.message.InstallationRefused.Reason;
import dev.offpeak.time.Interval;
import java.time.Instant;
import java.util.Optional;

/**
 * The last checks before an order is stored: whatever the orchestrator thought when it sent it, the VM is
 * judged by what is now. Orders on demand (rule I9) are the user's own: mode, feature, enablement and window don't bind them.
 */
public final class LastChecks {
    private LastChecks() {}

    /** Why this order must not be stored; empty when it may. */
    public static Optional<Refused> check(InstallPatches order, OrderFacts vm, Instant now) {
        if (order.order() <= vm.lastOrder()) {
            return refused(
                    Reason.ORDER_OUT_OF_DATE,
                    "Order " + order.order() + " is not after the last one, " + vm.lastOrder() + ".");
        }
        if (vm.installationOpen()) {
            return refused(Reason.INSTALLATION_IN_PROGRESS, "Another installation of this VM is not over yet.");
        }
        if (!vm.running()) {
            return refused(Reason.NOT_RUNNING, "The VM is not running.");
        }
        if (!vm.agentReady()) {
            return refused(Reason.AGENT_NOT_READY, "The VM's agent is not ready; its instance view says why.");
        }
        if (!now.isBefore(order.notAfter())) {
            return refused(Reason.OUTSIDE_WINDOW, "The order's time was over at " + order.notAfter() + ".");
        }
        return order.rolloutId().isPresent() ? checkOfRollout(order, vm, now) : Optional.empty();
    }

    private static Optional<Refused> checkOfRollout(InstallPatches order, OrderFacts vm, Instant now) {
        if (order.fenceEpoch() < vm.fenceEpoch()) {
            return refused(
                    Reason.FENCED,
                    "The rollout was stopped: epoch " + order.fenceEpoch() + " is before " + vm.fenceEpoch() + ".");
        }
        if (!vm.automaticByPlatform()) {
            return refused(Reason.PATCH_MODE, "The VM's patch mode is not AutomaticByPlatform.");
        }
        if (!vm.featureEffective()) {
            return refused(
                    Reason.FEATURE_NOT_REGISTERED,
                    "InGuestAutoPatchVMPreview is not registered and propagated for the VM's subscription.");
        }
        if (!vm.enabled()) {
            return refused(Reason.NOT_ENABLED, "The VM's enablement is not done.");
        }
        Optional<Interval> window = vm.hours().openAt(now);
        if (window.isEmpty()) {
            return refused(
                    Reason.OUTSIDE_WINDOW,
                    "It is not off-peak; the next window opens at "
                            + vm.hours().nextAfter(now).start() + ".");
        }
        if (order.notAfter().isAfter(window.get().end())) {
            return refused(
                    Reason.OUTSIDE_WINDOW,
                    "The order may last until " + order.notAfter() + ", but the window closes at "
                            + window.get().end() + ".");
        }
        return Optional.empty();
    }

    private static Optional<Refused> refused(Reason reason, String message) {
        return Optional.of(new Refused(reason, message));
    }
}
