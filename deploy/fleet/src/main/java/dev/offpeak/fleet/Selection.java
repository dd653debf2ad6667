package dev.offpeak.fleet;

import dev.offpeak.contracts.Patch;
import dev.offpeak.contracts.PatchInstallationState;
import dev.offpeak.contracts.PatchResult;
import dev.offpeak.contracts.agent.InstallationGoal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What one installation takes of what the guest lacks: its classifications and nothing else (rule I1), nothing published
 * after the release's cut (rule I8); exclusion beats classification, inclusion adds (rule I9).
 *
 * @param selected to install, the most urgent first; without those that are installed already
 * @param excluded lacking, but excluded by a mask
 * @param notSelected lacking, but not asked for
 */
record Selection(List<CatalogPatch> selected, List<CatalogPatch> excluded, List<CatalogPatch> notSelected) {
    static Selection of(Guest guest, InstallationProgress progress) {
        InstallationGoal goal = progress.goal;
        Instant cut = goal.maxPatchPublishDate()
                .filter(date -> date.isBefore(progress.startedAt))
                .orElse(progress.startedAt);
        List<CatalogPatch> offered = lacking(guest, cut);
        Selection selection = new Selection(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (CatalogPatch candidate : offered) {
            selection.listFor(candidate.patch(), goal).add(candidate);
        }
        for (CatalogPatch later : lacking(guest, progress.startedAt)) {
            if (later.publishedAt().isAfter(cut)) {
                selection.notSelected().add(later);
            }
        }
        return selection;
    }

    /** What became of each patch so far. */
    List<PatchResult> results(InstallationProgress progress) {
        List<PatchResult> results = new ArrayList<>(progress.done);
        for (CatalogPatch patch : selected) {
            if (!progress.tried(patch.patch().patchId())) {
                results.add(new PatchResult(patch.patch(), PatchInstallationState.PENDING));
            }
        }
        excluded.forEach(patch -> results.add(new PatchResult(patch.patch(), PatchInstallationState.EXCLUDED)));
        notSelected.forEach(patch -> results.add(new PatchResult(patch.patch(), PatchInstallationState.NOT_SELECTED)));
        return results;
    }

    private List<CatalogPatch> listFor(Patch patch, InstallationGoal goal) {
        if (PatchMasks.anyMatches(goal.excludedMasks(), patch)) {
            return excluded;
        }
        boolean wanted = patch.classifications().stream().anyMatch(goal.classifications()::contains)
                || PatchMasks.anyMatches(goal.includedMasks(), patch);
        return wanted ? selected : notSelected;
    }

    private static List<CatalogPatch> lacking(Guest guest, Instant at) {
        return guest.world().catalog().lacking(guest.os(), guest.disk().levels, at);
    }
}
