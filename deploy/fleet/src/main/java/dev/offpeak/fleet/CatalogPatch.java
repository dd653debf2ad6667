package dev.offpeak.fleet;

import dev.offpeak.contracts.Classification;
import dev.offpeak.contracts.Patch;
import java.time.Instant;

/**
 * One patch as published.
 *
 * @param family it belongs to; a guest that has it, or a newer one of the family, lacks it no more
 * @param patch as the guest reports it
 * @param publishedAt platform time
 */
record CatalogPatch(String family, Patch patch, Instant publishedAt) {
    /** What people call it: the KB number, or package and version. */
    String label() {
        return patch.kbId().map(kb -> "KB" + kb).orElse(patch.patchId());
    }

    Classification classification() {
        return patch.classifications().get(0);
    }
}
