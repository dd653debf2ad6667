package dev.offpeak.contracts.agent;

import dev.offpeak.contracts.Classification;
import dev.offpeak.contracts.RebootSetting;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Install patches, within the time given.
 *
 * @param activityId of this installation
 * @param notAfter platform time at which to be done; no new patch in the last 25 minutes (rule I4), and none at all past it
 * @param classifications what to install
 * @param maxPatchPublishDate nothing published later
 * @param excludedMasks KB numbers or package masks not to install
 * @param includedMasks KB numbers or package masks to install besides
 * @param rebootSetting when to reboot
 */
public record InstallationGoal(
        String activityId,
        Instant notAfter,
        List<Classification> classifications,
        Optional<Instant> maxPatchPublishDate,
        List<String> excludedMasks,
        List<String> includedMasks,
        RebootSetting rebootSetting) {}
