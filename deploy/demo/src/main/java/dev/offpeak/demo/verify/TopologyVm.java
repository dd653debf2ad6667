package dev.offpeak.demo.verify;

import java.time.ZoneId;
import java.util.Optional;

/**
 * Where compute says a VM is.
 *
 * @param vmId the VM incarnation
 * @param name for people
 * @param subscriptionId lower case GUID
 * @param region normalised name
 * @param zone {@code "1"} to {@code "3"}; {@code "-"} when it is in none
 * @param availabilitySet ARM id in lower case; empty outside sets
 * @param updateDomain present exactly when availabilitySet is
 * @param timeZone in which its off-peak hours are read
 */
public record TopologyVm(
        String vmId,
        String name,
        String subscriptionId,
        String region,
        String zone,
        Optional<String> availabilitySet,
        Optional<Integer> updateDomain,
        ZoneId timeZone) {}
