package dev.offpeak.orchestrator.conductor;

import dev.offpeak.contracts.HealthVerdict;
import dev.offpeak.contracts.PatchOperationStatus;
import dev.offpeak.contracts.WireError;
import dev.offpeak.orchestrator.domain.InstallationState;
import dev.offpeak.orchestrator.store.Installation;
import java.util.Optional;

/**
 * What an order came to (rule O3): the guest's word counts only as far as the health afterwards bears it out.
 *
 * @param state terminal
 * @param error present exactly when it failed or was refused
 */
record Outcome(InstallationState state, Optional<WireError> error) {
    /** What a guest answers to an order that reached it after its time; it has begun nothing. */
    private static final String EXPIRED = "OrderExpired";

    /**
     * The outcome of an installation whose report and verdict are both in.
     *
     * @throws IllegalStateException when one is missing
     */
    static Outcome of(Installation installation) {
        if (!installation.isDecided()) {
            throw new IllegalStateException("Installation " + installation.activityId() + " is not decided yet.");
        }
        PatchOperationStatus reported = installation.endStatus().orElseThrow();
        if (reported == PatchOperationStatus.FAILED) {
            if (isRefusedByTheGuest(installation)) {
                return new Outcome(InstallationState.REFUSED, installation.error());
            }
            return failed(installation
                    .error()
                    .orElseGet(() -> new WireError(
                            "InstallationFailed", installation.failed() + " patches failed; they are tried again.")));
        }
        HealthVerdict verdict = installation.verdict().orElseThrow();
        if (verdict != HealthVerdict.HEALTHY) {
            return failed(new WireError(
                    verdict == HealthVerdict.UNHEALTHY ? "Unhealthy" : "HealthUnknown",
                    installation.verdictWhy().orElse("The VM did not prove healthy after the installation.")));
        }
        if (installation.failed() > 0) {
            return failed(
                    new WireError("PatchesFailed", installation.failed() + " patches failed; they are tried again."));
        }
        boolean left = installation.pending() > 0 || installation.windowExceeded();
        return new Outcome(
                left ? InstallationState.COMPLETED_WITH_WARNINGS : InstallationState.SUCCEEDED, Optional.empty());
    }

    /** An order that came too late tells nothing of the patches, and nothing of the VM as long as that proves healthy. */
    private static boolean isRefusedByTheGuest(Installation installation) {
        return installation.error().map(WireError::code).filter(EXPIRED::equals).isPresent()
                && installation.verdict().orElseThrow() == HealthVerdict.HEALTHY;
    }

    static Outcome failed(WireError error) {
        return new Outcome(InstallationState.FAILED, Optional.of(error));
    }
}
