package dev.offpeak.orchestrator.store;

import dev.offpeak.contracts.PatchInstallationState;
import dev.offpeak.contracts.PatchResult;
import java.util.List;

/**
 * What one run did, counted as the instance view shows it (rule I5).
 *
 * @param failedPatches ids of the patches that failed, each once: what a halt names as evidence
 */
record PatchCounts(int notSelected, int excluded, int pending, int installed, int failed, List<String> failedPatches) {
    static PatchCounts of(List<PatchResult> results) {
        return new PatchCounts(
                count(results, PatchInstallationState.NOT_SELECTED),
                count(results, PatchInstallationState.EXCLUDED),
                // Unknown is never good: whatever has no result is still to be done.
                count(results, PatchInstallationState.PENDING) + count(results, PatchInstallationState.UNKNOWN),
                count(results, PatchInstallationState.INSTALLED),
                count(results, PatchInstallationState.FAILED),
                results.stream()
                        .filter(result -> result.state() == PatchInstallationState.FAILED)
                        .map(result -> result.patch().patchId())
                        .distinct()
                        .sorted()
                        .toList());
    }

    private static int count(List<PatchResult> results, PatchInstallationState state) {
        return (int) results.stream().filter(result -> result.state() == state).count();
    }
}
