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
 * @param assessedByPlatform whether its assessmentMode is AutomaticByPlatform, which every patch mode may have
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
        boolean assessedByPlatform,
        PowerState powerState,
        boolean agentReady,
        boolean hasExtension) {

    /** Whether it is patched by the platform, with everything that takes: then it is assessed as soon as it can be (rule E4). */
    public boolean isEnabled() {
        return patchMode.filter(PatchMode.AUTOMATIC_BY_PLATFORM::equals).isPresent() && hasExtension;
    }

    /** Whether the platform assesses it by itself just now: it is to, and it runs and answers. */
    public boolean isAssessedPeriodically() {
        return (isEnabled() || assessedByPlatform) && powerState == PowerState.RUNNING && agentReady;
    }
}
