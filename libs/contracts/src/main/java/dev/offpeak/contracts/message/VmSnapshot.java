package dev.offpeak.contracts.message;

import dev.offpeak.contracts.AssessmentMode;
import dev.offpeak.contracts.HealthVerdict;
import dev.offpeak.contracts.ImageReference;
import dev.offpeak.contracts.OsType;
import dev.offpeak.contracts.PatchMode;
import dev.offpeak.contracts.PowerState;
import dev.offpeak.contracts.RebootSetting;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the other services may know of a VM. Placement (region, zone, availability set, update domain) never changes.
 *
 * @param resourceId ARM id in the creator's casing
 * @param subscriptionId lower case GUID
 * @param resourceGroup in the creator's casing
 * @param name in the creator's casing
 * @param region normalised region name, such as {@code westeurope}
 * @param zone {@code "1"}, {@code "2"}, {@code "3"}; empty when the VM is in none
 * @param availabilitySetId ARM id in lower case; empty when the VM is in none
 * @param updateDomain zero-based; present exactly when availabilitySetId is
 * @param availabilitySetSize how many VMs the set holds at the time of this snapshot; 0 outside sets
 * @param osType Windows or Linux
 * @param image empty for custom images
 * @param timeZone Windows or IANA name from the model; empty means the region's
 * @param patchMode the mode in force, defaults applied
 * @param assessmentMode the mode in force, defaults applied
 * @param rebootSetting from automaticByPlatformSettings; IfRequired when the model is silent
 * @param powerState as last reported
 * @param agentReady whether the agent is heard of and reports every requirement of rule E5 met
 * @param missingRequirements what rule E5 lacks, a sentence each; empty when agentReady
 * @param patchExtensionVersion version in the guest; empty while the platform's extension is not installed
 * @param enabled whether enablement is done (rule E4)
 * @param health latest health
 * @param tags as in the model, never null
 */
public record VmSnapshot(
        String resourceId,
        String subscriptionId,
        String resourceGroup,
        String name,
        String region,
        Optional<String> zone,
        Optional<String> availabilitySetId,
        Optional<Integer> updateDomain,
        int availabilitySetSize,
        OsType osType,
        Optional<ImageReference> image,
        Optional<String> timeZone,
        PatchMode patchMode,
        AssessmentMode assessmentMode,
        RebootSetting rebootSetting,
        PowerState powerState,
        boolean agentReady,
        List<String> missingRequirements,
        Optional<String> patchExtensionVersion,
        boolean enabled,
        HealthVerdict health,
        Map<String, String> tags) {}
