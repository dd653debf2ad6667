package dev.offpeak.contracts.message;

import java.time.Instant;

/**
 * Everything others may know of a VM, as it is now.
 *
 * @param vmId the VM incarnation, a GUID
 * @param version one sequence per VM for VmChanged, VmHealthChanged and VmDeleted; an older one never overwrites a newer one
 * @param at platform time
 * @param vm the full snapshot
 */
public record VmChanged(String vmId, long version, Instant at, VmSnapshot vm) implements Message {
    @Override
    public Address address() {
        return Address.COMPUTE_EVENTS;
    }

    @Override
    public String subject() {
        return vmId;
    }
}
