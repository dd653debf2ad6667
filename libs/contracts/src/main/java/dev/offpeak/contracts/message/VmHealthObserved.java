package dev.offpeak.contracts.message;

import dev.offpeak.contracts.HealthVerdict;
import java.time.Instant;
import java.util.Optional;

/**
 * The verdict on one installation's verification time (rule O3), also when nothing changed.
 *
 * @param vmId the VM incarnation, a GUID
 * @param activityId the installation
 * @param verdict healthy only if fresh signals came after its end and any reboot, throughout the verification time
 * @param observedAt platform time of the verdict
 * @param bootId of the boot the signals came from; empty when silent
 * @param why a sentence
 */
public record VmHealthObserved(
        String vmId, String activityId, HealthVerdict verdict, Instant observedAt, Optional<String> bootId, String why)
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
