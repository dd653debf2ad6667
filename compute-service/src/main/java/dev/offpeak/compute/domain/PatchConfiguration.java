package dev.offpeak.compute.domain;

import dev.offpeak.contracts.AssessmentMode;
import dev.offpeak.contracts.ImageReference;
import dev.offpeak.contracts.OsType;
import dev.offpeak.contracts.PatchMode;
import dev.offpeak.contracts.RebootSetting;
import java.util.Optional;

/**
 * How a VM is patched, defaults applied (rules P1 to P9).
 *
 * @param osType Windows or Linux; fixed at creation
 * @param image empty for custom images; fixed at creation
 * @param timeZone Windows or IANA name from the model; empty means the region's
 * @param patchMode the mode in force
 * @param assessmentMode the mode in force
 * @param rebootSetting from automaticByPlatformSettings; IfRequired when the model is silent
 * @param enableAutomaticUpdates Windows only, fixed at creation (rule P4); false on Linux
 * @param provisionVmAgent whether the VM has an agent; fixed at creation
 */
public record PatchConfiguration(
        OsType osType,
        Optional<ImageReference> image,
        Optional<String> timeZone,
        PatchMode patchMode,
        AssessmentMode assessmentMode,
        RebootSetting rebootSetting,
        boolean enableAutomaticUpdates,
        boolean provisionVmAgent) {}
