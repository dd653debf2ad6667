package dev.offpeak.agent.source;

import java.util.Map;
import java.util.Set;

/**
 * What one attempt to install a few patches came to.
 *
 * @param installed ids of those that the machine has now, by its own word
 * @param reasons why one is not, by patch id; not every one that is missing need be named
 * @param otherwise why the rest is not installed, a sentence
 * @param cutOff whether the package manager was ended because the time was over
 */
public record Attempt(Set<String> installed, Map<String, String> reasons, String otherwise, boolean cutOff) {
    /** Why that patch is not installed, a sentence. */
    public String whyNot(String patchId) {
        return reasons.getOrDefault(patchId, otherwise);
    }
}
