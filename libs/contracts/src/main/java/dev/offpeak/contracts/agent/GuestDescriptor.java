package dev.offpeak.contracts.agent;

import dev.offpeak.contracts.ImageReference;
import dev.offpeak.contracts.OsType;
import dev.offpeak.contracts.PowerState;
import java.util.Map;
import java.util.Optional;

/**
 * One VM as its host sees it: what to boot, and what to hand to the agent in it.
 *
 * @param vmId the VM incarnation, a GUID
 * @param resourceId ARM id
 * @param name VM name
 * @param region normalised region name
 * @param osType Windows or Linux
 * @param image empty for custom images
 * @param tags as in the model
 * @param enrollmentToken one-time token; empty once it was used, another one after the credential was revoked
 * @param desiredPower what the VM should be: running, stopped or deallocated
 * @param deleted whether the VM is gone and its guest should end
 * @param revision of the last change to this descriptor
 */
public record GuestDescriptor(
        String vmId,
        String resourceId,
        String name,
        String region,
        OsType osType,
        Optional<ImageReference> image,
        Map<String, String> tags,
        Optional<String> enrollmentToken,
        PowerState desiredPower,
        boolean deleted,
        long revision) {}
