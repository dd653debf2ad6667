package dev.offpeak.compute.domain.orders;

import dev.offpeak.contracts.PowerState;
import dev.offpeak.contracts.WireError;
import java.util.Optional;

/** The name under which work ends that its guest never finished (rules O7, A2). */
public final class Silence {
    private Silence() {}

    /** Whether a VM with that power can't have a guest that answers. */
    public static boolean isOff(PowerState power) {
        return switch (power) {
            case STOPPING, STOPPED, DEALLOCATING, DEALLOCATED -> true;
            case STARTING, RUNNING, UNKNOWN -> false;
        };
    }

    /**
     * @param power empty when the VM is deleted
     */
    public static WireError nameOf(Optional<PowerState> power) {
        if (power.isEmpty()) {
            return new WireError("VmDeleted", "The VM was deleted before its guest reported the end.");
        }
        if (isOff(power.get())) {
            return new WireError("PoweredOff", "The VM was turned off; start it so that it can be tried again.");
        }
        return new WireError(
                "AgentSilent",
                "The agent in the guest did not report in time; check that it runs and reaches the platform.");
    }
}
