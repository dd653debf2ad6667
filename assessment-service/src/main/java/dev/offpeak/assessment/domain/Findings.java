package dev.offpeak.assessment.domain;

import dev.offpeak.contracts.Patch;
import java.util.List;

/**
 * What a scan found, counted as availablePatchSummary shows it (rule A3).
 *
 * @param rebootPending as the guest says
 * @param patches everything it lacks
 */
public record Findings(boolean rebootPending, List<Patch> patches) {
    public Findings {
        patches = List.copyOf(patches);
    }

    public int criticalAndSecurityPatchCount() {
        return (int) patches.stream().filter(Patch::isCriticalOrSecurity).count();
    }

    public int otherPatchCount() {
        return patches.size() - criticalAndSecurityPatchCount();
    }
}
