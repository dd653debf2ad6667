package dev.offpeak.agent.source;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.offpeak.contracts.Patch;
import java.util.List;

/**
 * What one look at the machine found.
 *
 * @param source the package manager asked, such as {@code apt}
 * @param rebootPending whether the machine says it needs a reboot
 * @param patches everything it lacks, in the package manager's order
 * @param held ids of those that the machine's administrator keeps back; a subset of patches
 * @param downloadBytes what remains to be downloaded for all of them; 0 where the source does not say
 * @param notes what limits the result, a sentence each; empty when nothing does
 */
public record Scan(
        String source,
        boolean rebootPending,
        List<Patch> patches,
        List<String> held,
        long downloadBytes,
        List<String> notes) {
    /** How many of them automatic runs would install (rule I1). */
    @JsonProperty
    public long criticalAndSecurity() {
        return patches.stream().filter(Patch::isCriticalOrSecurity).count();
    }

    /** How many they would leave. */
    @JsonProperty
    public long other() {
        return patches.size() - criticalAndSecurity();
    }
}
