package dev.offpeak.compute.domain.enablement;

import dev.offpeak.time.OffPeakHours;
import java.util.Optional;

/**
 * What the enablement rule must know of a VM.
 *
 * @param wanted whether its patch mode is AutomaticByPlatform
 * @param running whether its power is on
 * @param agentReady whether its agent is heard of and lacks nothing of rule E5
 * @param extensionVersion in the guest; empty while the extension is not installed
 * @param platformVersion the version the platform has now
 * @param assessed whether assessment results of it are known
 * @param hours its off-peak hours, in its own time zone
 */
public record EnablementFacts(
        boolean wanted,
        boolean running,
        boolean agentReady,
        Optional<String> extensionVersion,
        String platformVersion,
        boolean assessed,
        OffPeakHours hours) {

    /** Whether the guest has the extension in the platform's version or a newer one. */
    boolean isUpToDate() {
        return extensionVersion
                .filter(version -> !ExtensionVersion.isOlder(version, platformVersion))
                .isPresent();
    }
}
