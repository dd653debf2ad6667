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
 * @param saysPlatformSettings whether the request says something new in {@code automaticByPlatformSettings}; what it leaves out,
 *     or repeats as it was, it does not say
 * @param enableHotpatching empty when the model is silent, and on Linux
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
        boolean saysPlatformSettings,
        Optional<Boolean> enableHotpatching,
        Optional<Boolean> enableAutomaticUpdates,
        Optional<Boolean> provisionVmAgent) {}
