package dev.offpeak.orchestrator.store;

import dev.offpeak.contracts.PatchInstallationState;
import dev.offpeak.contracts.PatchResult;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What one run did, counted as the instance view shows it (rule I5).
 *
 * @param patches what was installed or tried, each once, as exclusions name it: evidence of a halt
 * @param failedPatches those of them that failed
 */
public record PatchCounts(
        int notSelected,
        int excluded,
        int pending,
        int installed,
        int failed,
        List<String> patches,
        List<String> failedPatches) {
    private static final Set<PatchInstallationState> TRIED =
            EnumSet.of(PatchInstallationState.INSTALLED, PatchInstallationState.FAILED);

    /** The counts of those results. */
    public static PatchCounts of(List<PatchResult> results) {
        return new PatchCounts(
                count(results, PatchInstallationState.NOT_SELECTED),
                count(results, PatchInstallationState.EXCLUDED),
                // Unknown is never good: whatever has no result is still to be done.
                count(results, PatchInstallationState.PENDING) + count(results, PatchInstallationState.UNKNOWN),
                count(results, PatchInstallationState.INSTALLED),
                count(results, PatchInstallationState.FAILED),
                names(results, TRIED),
                names(results, EnumSet.of(PatchInstallationState.FAILED)));
    }

    private static List<String> names(List<PatchResult> results, Set<PatchInstallationState> states) {
        return results.stream()
                .filter(result -> states.contains(result.state()))
                .map(result -> result.patch())
                .map(patch -> patch.kbId().map(number -> "KB" + number).orElse(patch.patchId()))
                .distinct()
                .sorted()
                .toList();
    }

    private static int count(List<PatchResult> results, PatchInstallationState state) {
        return (int) results.stream().filter(result -> result.state() == state).count();
    }
}
