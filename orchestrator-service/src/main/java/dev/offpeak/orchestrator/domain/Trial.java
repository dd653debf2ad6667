package dev.offpeak.orchestrator.domain;

import java.util.Set;

/**
 * Tried VMs that are alike as evidence.
 *
 * @param region normalised name
 * @param image what they run; empty text when unknown
 * @param failed whether they failed
 * @param patches what was installed or tried on each of them, as exclusions name it
 * @param vms how many they are, at least one
 */
public record Trial(String region, String image, boolean failed, Set<String> patches, int vms) {
    public Trial {
        patches = Set.copyOf(patches);
    }
}
