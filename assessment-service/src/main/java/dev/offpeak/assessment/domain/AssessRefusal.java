package dev.offpeak.assessment.domain;

import dev.offpeak.contracts.PowerState;
import java.util.Optional;

/** Why an assessment on demand is refused before it starts (rule A2). */
public sealed interface AssessRefusal {
    /** The VM is not running: its guest can't scan. */
    record NotRunning(PowerState power) implements AssessRefusal {}

    /** The feature that gates it is not in effect in the subscription (rules F3, F4). */
    record FeatureNotInEffect(String feature) implements AssessRefusal {}

    /** The feature that gates assessments on demand (rule F3). */
    String FEATURE = "InGuestPatchVMPreview";

    /**
     * Whether a VM may be assessed on demand; every patch mode may, at any hour.
     *
     * @return empty when it may
     */
    static Optional<AssessRefusal> of(PowerState power, boolean featureInEffect) {
        if (!featureInEffect) {
            return Optional.of(new FeatureNotInEffect(FEATURE));
        }
        return power == PowerState.RUNNING ? Optional.empty() : Optional.of(new NotRunning(power));
    }
}
