package dev.offpeak.compute.domain.enablement;

import java.util.Optional;

/**
 * What a guest's report on the extension did.
 *
 * @param after the enablement from now on
 * @param installed version that the guest has from now on; empty when the report changed nothing of it
 * @param accepted false when the report was of a step that is not asked for
 * @param proceed whether the guest should go on
 * @param message a sentence for the guest's log
 */
public record ExtensionOutcome(
        Enablement after, Optional<String> installed, boolean accepted, boolean proceed, String message) {

    static ExtensionOutcome unchanged(Enablement after, boolean accepted, boolean proceed, String message) {
        return new ExtensionOutcome(after, Optional.empty(), accepted, proceed, message);
    }
}
