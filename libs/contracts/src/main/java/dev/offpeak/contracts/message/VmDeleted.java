package dev.offpeak.contracts.message;

import java.time.Instant;

/**
 * A VM incarnation is gone for good; its tombstone stays.
 *
 * @param vmId the VM incarnation, a GUID
 * @param version one sequence per VM for VmChanged, VmHealthChanged and VmDeleted; an older one never overwrites a newer one
 * @param at platform time
 * @param resourceId its ARM id
 */
public record VmDeleted(String vmId, long version, Instant at, String resourceId) implements Message {
    @Override
    public Address address() {
        return Address.COMPUTE_EVENTS;
    }

    @Override
    public String subject() {
        return vmId;
    }
}
