package dev.offpeak.assessment.store;

import dev.offpeak.contracts.PatchMode;
import dev.offpeak.contracts.PowerState;
import java.util.List;
import java.util.Optional;

/**
 * A VM as this service knows it.
 *
 * @param vmId the incarnation
 * @param resourceId ARM id in the creator's casing
 * @param subscriptionId lower case
 * @param region normalised name
 * @param timeZone Windows or IANA name; empty means the region's
 * @param tagScopes for which policies of off-peak hours by tag it counts (rule U1)
 * @param patchMode empty for a VM that is known only as deleted
 * @param powerState as last heard
 * @param agentReady as last heard
 * @param hasExtension whether the platform's patch extension is in the guest
 */
public record VmRow(
        String vmId,
        String resourceId,
        String subscriptionId,
        String region,
        Optional<String> timeZone,
        List<String> tagScopes,
        Optional<PatchMode> patchMode,
        PowerState powerState,
        boolean agentReady,
        boolean hasExtension) {

    /** Whether the platform assesses it by itself: enabled for automatic patching, running and answering. */
    public boolean isAssessedPeriodically() {
        return patchMode.filter(PatchMode.AUTOMATIC_BY_PLATFORM::equals).isPresent()
                && hasExtension
                && powerState == PowerState.RUNNING
                && agentReady;
    }
}
