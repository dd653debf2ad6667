package dev.offpeak.contracts.message;

import dev.offpeak.contracts.HealthVerdict;
import java.time.Instant;
import java.util.Optional;

/**
 * The health of a VM is another than before.
 *
 * @param vmId the VM incarnation, a GUID
 * @param version one sequence per VM for VmChanged, VmHealthChanged and VmDeleted; an older one never overwrites a newer one
 * @param health what it is now
 * @param observedAt platform time of the signal, or of its lapse
 * @param bootId of the boot the signal came from; empty when silent
 * @param why a sentence
 */
public record VmHealthChanged(
        String vmId, long version, HealthVerdict health, Instant observedAt, Optional<String> bootId, String why)
        implements Message {
    @Override
    public Address address() {
        return Address.COMPUTE_EVENTS;
    }

    @Override
    public String subject() {
        return vmId;
    }
}
