package dev.offpeak.compute.domain;

import dev.offpeak.contracts.ImageReference;
import dev.offpeak.contracts.OsType;
import java.util.Optional;

/**
 * What a VM's model says of patching once a request is merged into it; words as the client spelt them.
 *
 * @param osType Windows or Linux
 * @param image empty for custom images
 * @param timeZone empty when the model is silent
 * @param patchMode empty when the model is silent
 * @param assessmentMode empty when the model is silent
 * @param rebootSetting empty when the model is silent
 * @param enableAutomaticUpdates empty when the model is silent, and on Linux
 * @param provisionVmAgent empty when the model is silent
 */
public record WantedPatching(
        OsType osType,
        Optional<ImageReference> image,
        Optional<String> timeZone,
        Optional<String> patchMode,
        Optional<String> assessmentMode,
        Optional<String> rebootSetting,
        Optional<Boolean> enableAutomaticUpdates,
        Optional<Boolean> provisionVmAgent) {}
