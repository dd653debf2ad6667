package dev.offpeak.compute.domain;

import java.util.Optional;

/**
 * Where a VM is; never changes after creation (rule V6).
 *
 * @param region normalised region name, such as {@code westeurope}
 * @param zone {@code "1"}, {@code "2"} or {@code "3"}; empty when in none
 * @param availabilitySetId ARM id in lower case; empty when in none; never together with a zone
 * @param updateDomain zero-based; present exactly when availabilitySetId is
 * @param faultDomain zero-based; present exactly when availabilitySetId is
 */
public record VmPlacement(
        String region,
        Optional<String> zone,
        Optional<String> availabilitySetId,
        Optional<Integer> updateDomain,
        Optional<Integer> faultDomain) {}
