package dev.offpeak.orchestrator.domain;

/**
 * How much of one set, zone, region or subscription is in flight.
 *
 * @param rank from 1, the largest share first
 * @param id ARM id of the set, {@code region/zone}, name of the region, or id of the subscription
 * @param inFlight VMs that are in flight, at least one
 * @param vms VMs that it has, in every patch mode; never fewer than are in flight
 */
public record BlastShare(int rank, String id, int inFlight, int vms) {
    /** The set's own name; all others are their ids. */
    public String name() {
        return id.startsWith("/") ? id.substring(id.lastIndexOf('/') + 1) : id;
    }

    /** Above 0 to 1. */
    public double share() {
        return (double) inFlight / vms;
    }
}
