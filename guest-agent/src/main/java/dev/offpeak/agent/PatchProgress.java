package dev.offpeak.agent;

import dev.offpeak.contracts.Patch;
import dev.offpeak.contracts.PatchInstallationState;
import dev.offpeak.contracts.PatchResult;
import java.util.Optional;

/**
 * One patch within one installation, as the agent's disk has it.
 *
 * @param state where it stands; Pending until it is known to be installed or to have failed
 * @param attempts how often the package manager was given it; counted before it is
 * @param underWay whether the package manager has it now, or had when the agent was killed
 * @param reason why it failed or was left, a sentence; empty where there is nothing to say
 */
record PatchProgress(
        Patch patch, PatchInstallationState state, int attempts, boolean underWay, Optional<String> reason) {
    /** The first with others, then alone, then once more alone, since the agent may have been killed in the middle. */
    private static final int MOST_ATTEMPTS = 3;

    static PatchProgress of(Patch patch, PatchInstallationState state) {
        return new PatchProgress(patch, state, 0, false, Optional.empty());
    }

    boolean is(PatchInstallationState wanted) {
        return state == wanted;
    }

    /** The package manager is about to get it. */
    PatchProgress begun() {
        return new PatchProgress(patch, state, attempts + 1, true, reason);
    }

    /** The package manager was never given it after all. */
    PatchProgress notBegun() {
        return new PatchProgress(patch, state, attempts - 1, false, reason);
    }

    PatchProgress installed() {
        return new PatchProgress(patch, PatchInstallationState.INSTALLED, attempts, false, Optional.empty());
    }

    PatchProgress failed(String why) {
        return new PatchProgress(patch, PatchInstallationState.FAILED, attempts, false, Optional.of(why));
    }

    /** Not installed by this attempt: it gets another one, alone, unless it has had enough. */
    PatchProgress leftOut(String why) {
        return attempts >= MOST_ATTEMPTS
                ? failed(why)
                : new PatchProgress(patch, state, attempts, false, Optional.of(why));
    }

    /** The same with what became known of the patch. */
    PatchProgress knownAs(Patch better, PatchInstallationState newState) {
        return new PatchProgress(better, newState, attempts, underWay, reason);
    }

    PatchResult result() {
        return new PatchResult(patch, state);
    }
}
