package dev.offpeak.compute.domain.health;

import dev.offpeak.compute.domain.GuestRuntime;
import dev.offpeak.compute.domain.ProvisioningState;
import dev.offpeak.contracts.HealthVerdict;
import dev.offpeak.contracts.PowerState;
import dev.offpeak.contracts.agent.Heartbeat;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** What a heartbeat, its absence and a host's word on power make of what is known of a guest (rule E5). Null is never passed. */
public final class GuestSignals {
    private static final List<String> SILENT =
            List.of("The agent in the guest is not heard of: check that it runs and reaches the platform.");
    /** What to do about two guests that speak for one VM. */
    static final String RIVALS =
            "Two guests speak for this VM with one credential, as after its disk was copied: end the copy, or revoke the agent's"
                    + " credential (POST .../revokeAgentCredential), so that only the guest that its host hands the new token to"
                    + " enrols again.";

    private static final List<String> REVOKED =
            List.of("The agent's credential was revoked: the agent enrols again with"
                    + " the one-time token that the VM's host got.");
    private static final List<String> OFF = List.of("The VM is not running: start it.");

    private GuestSignals() {}

    /**
     * After a heartbeat: it proves the VM running and the agent there; the time of health moves only when health or boot do, so that
     * a guest that goes on as before changes nothing.
     *
     * @param rivals whether another guest speaks for this VM too, so that nothing may be asked of either
     */
    public static GuestRuntime heard(
            GuestRuntime before, Heartbeat beat, ProvisioningState provisioning, boolean rivals, Instant now) {
        HealthVerdict health = health(beat, provisioning);
        List<String> missing = missing(beat, rivals);
        boolean sameBoot = before.bootId().filter(beat.bootId()::equals).isPresent();
        GuestRuntime after = before.withPower(PowerState.RUNNING)
                .withAgentReady(missing.isEmpty(), missing)
                .withSystem(beat.agentVersion(), beat.osName(), beat.osVersion(), beat.computerName(), beat.bootId());
        return sameBoot && before.health() == health ? after : after.withHealth(health, now);
    }

    /** The application's health as the guest's probe found it, once the VM is provisioned; of one that comes or goes nothing is known. */
    private static HealthVerdict health(Heartbeat beat, ProvisioningState provisioning) {
        return switch (provisioning) {
            case CREATING, DELETING -> HealthVerdict.UNKNOWN;
            case UPDATING, SUCCEEDED -> beat.healthy() ? HealthVerdict.HEALTHY : HealthVerdict.UNHEALTHY;
        };
    }

    private static List<String> missing(Heartbeat beat, boolean rivals) {
        return rivals
                ? Stream.concat(Stream.of(RIVALS), beat.missingRequirements().stream())
                        .toList()
                : beat.missingRequirements();
    }

    /** After the agent's credential was revoked: there is no agent until one has enrolled again. */
    public static GuestRuntime revoked(GuestRuntime before) {
        return before.withAgentReady(false, REVOKED);
    }

    /** After too long a silence: the agent is not there any more and health is unknown, never good. */
    public static GuestRuntime silent(GuestRuntime before, Instant now) {
        // A revoked agent is silent until it has enrolled again; that it must is the better thing to say.
        GuestRuntime after =
                before.missingRequirements().equals(REVOKED) ? before : before.withAgentReady(false, SILENT);
        return before.health() == HealthVerdict.UNKNOWN ? after : after.withHealth(HealthVerdict.UNKNOWN, now);
    }

    /** After the host told of another power state: a guest that is off has no agent. */
    public static GuestRuntime power(GuestRuntime before, PowerState power, Instant now) {
        GuestRuntime after = before.withPower(power);
        return switch (power) {
            case STOPPED, DEALLOCATED ->
                before.health() == HealthVerdict.UNKNOWN
                        ? after.withAgentReady(false, OFF)
                        : after.withAgentReady(false, OFF).withHealth(HealthVerdict.UNKNOWN, now);
            case STARTING, RUNNING, STOPPING, DEALLOCATING, UNKNOWN -> after;
        };
    }
}
