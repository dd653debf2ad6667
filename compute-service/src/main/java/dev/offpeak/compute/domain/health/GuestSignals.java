package dev.offpeak.compute.domain.health;

import dev.offpeak.compute.domain.GuestRuntime;
import dev.offpeak.contracts.HealthVerdict;
import dev.offpeak.contracts.PowerState;
import dev.offpeak.contracts.agent.Heartbeat;
import java.time.Instant;
import java.util.List;

/** What a heartbeat, its absence and a host's word on power make of what is known of a guest (rule E5). Null is never passed. */
public final class GuestSignals {
    private static final List<String> SILENT =
            List.of("The agent in the guest is not heard of: check that it runs and reaches the platform.");
    private static final List<String> OFF = List.of("The VM is not running: start it.");

    private GuestSignals() {}

    /**
     * After a heartbeat: it proves the VM running and the agent there; the time of health moves only when health or boot do, so that
     * a guest that goes on as before changes nothing.
     */
    public static GuestRuntime heard(GuestRuntime before, Heartbeat beat, Instant now) {
        HealthVerdict health = beat.healthy() ? HealthVerdict.HEALTHY : HealthVerdict.UNHEALTHY;
        boolean sameBoot = before.bootId().filter(beat.bootId()::equals).isPresent();
        GuestRuntime after = before.withPower(PowerState.RUNNING)
                .withAgentReady(beat.missingRequirements().isEmpty(), beat.missingRequirements())
                .withSystem(beat.agentVersion(), beat.osName(), beat.osVersion(), beat.computerName(), beat.bootId());
        return sameBoot && before.health() == health ? after : after.withHealth(health, now);
    }

    /** After too long a silence: the agent is not there any more and health is unknown, never good. */
    public static GuestRuntime silent(GuestRuntime before, Instant now) {
        GuestRuntime after = before.withAgentReady(false, SILENT);
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
