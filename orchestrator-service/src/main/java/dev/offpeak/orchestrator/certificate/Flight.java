package dev.offpeak.orchestrator.certificate;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;

/**
 * One order in flight, as the history has it: from the order until report and health verdict were in. Instants are platform time.
 *
 * @param vm id
 * @param activity the installation
 * @param rollout empty for an order on demand
 * @param phase number of the VM's phase in the rollout; empty on demand
 * @param phaseEnded when that phase was through; empty while it is not
 * @param zone {@code -} for none
 * @param set the availability set; empty outside sets
 * @param updateDomain present exactly in sets
 * @param sharedWith how many VMs the set has, or outside sets its subscription outside sets in the region, in every patch mode
 * @param shares how much may be in flight together by the rollout's policy
 * @param from when it was ordered
 * @param to when its slot was freed; empty while it is taken
 * @param notAfter when the guest had to be done
 * @param hours the VM's off-peak hours; empty where the history does not have them
 */
public record Flight(
        String vm,
        String activity,
        Optional<String> rollout,
        Optional<Integer> phase,
        Optional<Instant> phaseEnded,
        String subscription,
        String region,
        String zone,
        Optional<String> set,
        Optional<Integer> updateDomain,
        int sharedWith,
        Shares shares,
        Instant from,
        Optional<Instant> to,
        Instant notAfter,
        Optional<Hours> hours) {
    /**
     * Daily hours on the wall clock of a time zone.
     *
     * @param start first moment in them
     * @param end first moment after them, on the next day unless it is later than the start
     */
    public record Hours(LocalTime start, LocalTime end, ZoneId zone) {}

    /** Who, where and when, for evidence. */
    @Override
    public String toString() {
        return "VM " + vm + " (" + region + ", zone " + zone + ", " + from + " to "
                + to.map(Instant::toString).orElse("now") + ")";
    }
}
