package dev.offpeak.agent;

import dev.offpeak.agent.source.Scan;
import dev.offpeak.contracts.Classification;
import dev.offpeak.contracts.Patch;
import dev.offpeak.contracts.PatchInstallationState;
import dev.offpeak.contracts.agent.InstallationGoal;
import java.util.Comparator;
import java.util.List;

/**
 * What one installation takes of what the machine lacks: the order's classifications and nothing else (rule I1), nothing published after the
 * release's cut where the date is known (rule I8); exclusion beats classification, inclusion adds (rule I9). What the machine's administrator
 * holds back is excluded, too.
 */
final class Selection {
    private Selection() {}

    /** Each patch of the scan with its fate, the critical ones first, else in the scan's order. */
    static List<PatchProgress> of(Scan scan, InstallationGoal goal) {
        return scan.patches().stream()
                .sorted(Comparator.comparing(patch -> !patch.classifications().contains(Classification.CRITICAL)))
                .map(patch -> PatchProgress.of(patch, fate(patch, scan.held(), goal)))
                .toList();
    }

    /** What became known of a patch that was chosen may leave it out after all. */
    static PatchProgress reconsidered(PatchProgress chosen, Patch better, InstallationGoal goal) {
        return chosen.knownAs(better, isTooNew(better, goal) ? PatchInstallationState.NOT_SELECTED : chosen.state());
    }

    private static PatchInstallationState fate(Patch patch, List<String> held, InstallationGoal goal) {
        if (held.contains(patch.patchId()) || PatchMasks.anyMatches(goal.excludedMasks(), patch)) {
            return PatchInstallationState.EXCLUDED;
        }
        boolean wanted = patch.classifications().stream().anyMatch(goal.classifications()::contains)
                || PatchMasks.anyMatches(goal.includedMasks(), patch);
        return wanted && !isTooNew(patch, goal) ? PatchInstallationState.PENDING : PatchInstallationState.NOT_SELECTED;
    }

    private static boolean isTooNew(Patch patch, InstallationGoal goal) {
        return goal.maxPatchPublishDate()
                .flatMap(cut -> patch.publishedAt().filter(published -> published.isAfter(cut)))
                .isPresent();
    }
}
