package dev.offpeak.compute.work;

import dev.offpeak.compute.domain.GuestRuntime;
import dev.offpeak.compute.domain.ProvisioningState;
import dev.offpeak.contracts.OsType;
import dev.offpeak.contracts.PatchMode;
import java.util.Optional;
import java.util.UUID;

/**
 * What the agents' side reads of a VM.
 *
 * @param vmId this incarnation
 * @param subscriptionId lower case GUID
 * @param groupKey ARM id of its resource group in lower case
 * @param resourceKey its ARM id in lower case
 * @param region normalised region name
 * @param timeZone Windows or IANA name from the model; empty means the region's
 * @param osType Windows or Linux
 * @param patchMode the mode in force
 * @param provisioning where its model stands
 * @param runtime what host and agent said so far
 */
public record Guest(
        UUID vmId,
        String subscriptionId,
        String groupKey,
        String resourceKey,
        String region,
        Optional<String> timeZone,
        OsType osType,
        PatchMode patchMode,
        ProvisioningState provisioning,
        GuestRuntime runtime) {

    public boolean isAutomaticByPlatform() {
        return patchMode == PatchMode.AUTOMATIC_BY_PLATFORM;
    }
}
