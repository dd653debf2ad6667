package dev.offpeak.contracts;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One patch a guest lacks or was offered.
 *
 * @param patchId stable for one patch on every machine (a Windows update id, or {@code package=version} for apt)
 * @param name what a person reads
 * @param version package version; empty for Windows
 * @param kbId digits of the KB article without {@code KB}; empty for Linux
 * @param classifications never empty
 * @param rebootBehavior what it does to uptime
 * @param publishedAt when its publisher released it; empty where the source does not say
 */
public record Patch(
        String patchId,
        String name,
        Optional<String> version,
        Optional<String> kbId,
        List<Classification> classifications,
        RebootBehavior rebootBehavior,
        Optional<Instant> publishedAt) {

    /** Whether automatic runs install it (rule I1). */
    public boolean isCriticalOrSecurity() {
        return classifications.stream().anyMatch(Classification::isCriticalOrSecurity);
    }
}
