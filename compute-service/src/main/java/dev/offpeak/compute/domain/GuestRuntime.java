package dev.offpeak.compute.domain;

import dev.offpeak.contracts.HealthVerdict;
import dev.offpeak.contracts.PowerState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What host and agent say of a VM, and what the platform wants of its power.
 *
 * @param power as last reported
 * @param desiredPower running, stopped or deallocated
 * @param agentReady whether the agent is heard of and reports every requirement of rule E5 met
 * @param missingRequirements what rule E5 lacks, a sentence each; never null
 * @param agentVersion empty until the agent was heard of
 * @param osName empty until the agent was heard of
 * @param osVersion empty until the agent was heard of
 * @param computerName empty until the agent was heard of
 * @param patchExtensionVersion version in the guest; empty while the platform's extension is not installed
 * @param enabled whether enablement is done (rule E4)
 * @param health latest health
 * @param healthObservedAt platform time of that health; empty until the first signal
 * @param bootId of the present boot; empty until the agent was heard of
 */
public record GuestRuntime(
        PowerState power,
        PowerState desiredPower,
        boolean agentReady,
        List<String> missingRequirements,
        Optional<String> agentVersion,
        Optional<String> osName,
        Optional<String> osVersion,
        Optional<String> computerName,
        Optional<String> patchExtensionVersion,
        boolean enabled,
        HealthVerdict health,
        Optional<Instant> healthObservedAt,
        Optional<String> bootId) {

    /** Of a VM that was just created: starting, wanted running, nothing heard yet. */
    public static GuestRuntime ofNewVm() {
        return new GuestRuntime(
                PowerState.STARTING,
                PowerState.RUNNING,
                false,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                HealthVerdict.UNKNOWN,
                Optional.empty(),
                Optional.empty());
    }

    public GuestRuntime withPower(PowerState newPower) {
        return new GuestRuntime(
                newPower,
                desiredPower,
                agentReady,
                missingRequirements,
                agentVersion,
                osName,
                osVersion,
                computerName,
                patchExtensionVersion,
                enabled,
                health,
                healthObservedAt,
                bootId);
    }

    public GuestRuntime withDesiredPower(PowerState newDesiredPower) {
        return new GuestRuntime(
                power,
                newDesiredPower,
                agentReady,
                missingRequirements,
                agentVersion,
                osName,
                osVersion,
                computerName,
                patchExtensionVersion,
                enabled,
                health,
                healthObservedAt,
                bootId);
    }

    /** The agent's readiness and what it lacks (rule E5). */
    public GuestRuntime withAgentReady(boolean ready, List<String> missing) {
        return new GuestRuntime(
                power,
                desiredPower,
                ready,
                List.copyOf(missing),
                agentVersion,
                osName,
                osVersion,
                computerName,
                patchExtensionVersion,
                enabled,
                health,
                healthObservedAt,
                bootId);
    }

    /** What the agent says of itself and its system. */
    public GuestRuntime withSystem(
            String newAgentVersion, String newOsName, String newOsVersion, String newComputerName, String newBootId) {
        return new GuestRuntime(
                power,
                desiredPower,
                agentReady,
                missingRequirements,
                Optional.of(newAgentVersion),
                Optional.of(newOsName),
                Optional.of(newOsVersion),
                Optional.of(newComputerName),
                patchExtensionVersion,
                enabled,
                health,
                healthObservedAt,
                Optional.of(newBootId));
    }

    public GuestRuntime withPatchExtensionVersion(Optional<String> newVersion) {
        return new GuestRuntime(
                power,
                desiredPower,
                agentReady,
                missingRequirements,
                agentVersion,
                osName,
                osVersion,
                computerName,
                newVersion,
                enabled,
                health,
                healthObservedAt,
                bootId);
    }

    public GuestRuntime withEnabled(boolean newEnabled) {
        return new GuestRuntime(
                power,
                desiredPower,
                agentReady,
                missingRequirements,
                agentVersion,
                osName,
                osVersion,
                computerName,
                patchExtensionVersion,
                newEnabled,
                health,
                healthObservedAt,
                bootId);
    }

    /** Latest health and when it was seen, in platform time. */
    public GuestRuntime withHealth(HealthVerdict newHealth, Instant observedAt) {
        return new GuestRuntime(
                power,
                desiredPower,
                agentReady,
                missingRequirements,
                agentVersion,
                osName,
                osVersion,
                computerName,
                patchExtensionVersion,
                enabled,
                newHealth,
                Optional.of(observedAt),
                bootId);
    }
}
