package dev.offpeak.orchestrator.domain;

import java.util.Set;

/**
 * One tried VM as evidence.
 *
 * @param region normalised name
 * @param image what it runs; empty text when unknown
 * @param failed whether it failed
 * @param patches ids of the patches that were installed or tried on it
 */
public record Trial(VmId vm, String region, String image, boolean failed, Set<String> patches) {
    public Trial {
        patches = Set.copyOf(patches);
    }
}
