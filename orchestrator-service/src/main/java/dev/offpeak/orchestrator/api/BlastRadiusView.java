package dev.offpeak.orchestrator.api;

import dev.offpeak.orchestrator.domain.BlastShare;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.Optional;

/**
 * What is in flight right now, and the largest share of each kind of thing; what is left out has nothing in flight.
 *
 * @param at platform time
 * @param inFlight VMs between their order and their health verdict, over all rollouts
 */
@RegisterForReflection
public record BlastRadiusView(
        Instant at,
        long inFlight,
        Optional<Share> availabilitySet,
        Optional<Share> zone,
        Optional<Share> region,
        Optional<Share> subscription) {
    /**
     * How much of one of them is in flight.
     *
     * @param rank from 1, the largest share first
     * @param id ARM id of an availability set, {@code region/zone} ({@code -} for no zone), name of a region, or id of a subscription
     * @param inFlight VMs that are in flight
     * @param vms VMs that it has, in every patch mode
     * @param share of them, 0 to 1
     */
    @RegisterForReflection
    public record Share(int rank, String id, String name, int inFlight, int vms, double share) {
        static Share of(BlastShare found) {
            return new Share(found.rank(), found.id(), found.name(), found.inFlight(), found.vms(), found.share());
        }
    }
}
