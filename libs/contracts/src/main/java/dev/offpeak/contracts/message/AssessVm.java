package dev.offpeak.contracts.message;

import java.time.Instant;

/**
 * Have the guest scanned; nothing is installed by it (rule A2).
 *
 * @param vmId the VM incarnation, a GUID
 * @param activityId the assessment
 * @param onDemand whether a user waits for it
 * @param requestedAt platform time; only a scan started after it counts
 * @param notAfter platform time after which the agent must not start it
 */
public record AssessVm(String vmId, String activityId, boolean onDemand, Instant requestedAt, Instant notAfter)
        implements Message {
    @Override
    public Address address() {
        return Address.AGENT_WORK;
    }

    @Override
    public String subject() {
        return vmId;
    }
}
