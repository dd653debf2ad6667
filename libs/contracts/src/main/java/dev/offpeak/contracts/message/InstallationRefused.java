package dev.offpeak.contracts.message;

import java.time.Instant;

/**
 * Compute is the last check and did not store an order; nothing was handed to the guest.
 *
 * @param vmId the VM incarnation, a GUID
 * @param activityId the installation refused
 * @param reason which check said no
 * @param message a sentence
 * @param at platform time
 */
public record InstallationRefused(String vmId, String activityId, Reason reason, String message, Instant at)
        implements Message {
    @Override
    public Address address() {
        return Address.COMPUTE_EVENTS;
    }

    @Override
    public String subject() {
        return vmId;
    }

    /** Which of compute's last checks said no. */
    public enum Reason {
        VM_NOT_FOUND,
        ORDER_OUT_OF_DATE,
        PATCH_MODE,
        FEATURE_NOT_REGISTERED,
        NOT_ENABLED,
        NOT_RUNNING,
        /** The agent is not heard of, lacks something of rule E5, or is not the only one that speaks for the VM. */
        AGENT_NOT_READY,
        OUTSIDE_WINDOW,
        FENCED,
        INSTALLATION_IN_PROGRESS
    }
}
