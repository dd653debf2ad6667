package dev.offpeak.compute.domain.enablement;

import dev.offpeak.compute.domain.GuestRuntime;
import dev.offpeak.contracts.PowerState;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether automatic patching of a VM whose mode is AutomaticByPlatform is ready (rules E1 to E5), and what it waits for.
 *
 * @param ready whether the VM is enabled and its agent there
 * @param message what is waited for and, where somebody has to do something, what; a sentence or two
 */
public record Readiness(boolean ready, String message) {
    private static final String TAKEN_UP = "The patch extension is about to be installed.";

    /** @param progress empty when the VM's enablement has not begun */
    public static Readiness of(Optional<EnablementProgress> progress, GuestRuntime guest) {
        if (!guest.agentReady()) {
            return new Readiness(false, whyAgentIsNotReady(guest));
        }
        return progress.map(Readiness::of).orElseGet(() -> new Readiness(false, TAKEN_UP));
    }

    /** What somebody has to do before the agent counts as ready (rule E5); the guest's agent is not. */
    public static String whyAgentIsNotReady(GuestRuntime guest) {
        if (!guest.missingRequirements().isEmpty()) {
            return String.join(" ", guest.missingRequirements());
        }
        if (guest.power() != PowerState.RUNNING && guest.power() != PowerState.STARTING) {
            return "The VM is not running: start it.";
        }
        return guest.agentVersion().isPresent()
                ? "The VM agent is not reporting. Check that the VM is running and the agent is up."
                : "The VM agent has not reported yet.";
    }

    private static Readiness of(EnablementProgress progress) {
        return switch (progress.state()) {
            case ENABLED, UPDATE_DUE, UPDATING -> new Readiness(true, "Automatic patching is ready.");
            case WAITING -> new Readiness(false, whyWaiting(progress));
            case INSTALLING ->
                new Readiness(
                        false,
                        "The patch extension is being installed"
                                + progress.notAfter()
                                        .map(end -> ", in the off-peak hours that end at " + end)
                                        .orElse("")
                                + ".");
            case ASSESSING ->
                new Readiness(
                        false, "The patch extension is installed; the results of a first assessment are waited for.");
            case HANDED_BACK -> new Readiness(false, TAKEN_UP);
        };
    }

    private static String whyWaiting(EnablementProgress progress) {
        if (progress.retryAt().isPresent()) {
            return "The patch extension could not be installed; it is tried again, off-peak, from "
                    + progress.retryAt().get() + " on.";
        }
        return progress.dueAt()
                .filter(Instant.EPOCH::isBefore)
                .map(start -> "The patch extension is installed in the VM's off-peak hours; they begin next at " + start
                        + ".")
                .orElse(TAKEN_UP);
    }
}
