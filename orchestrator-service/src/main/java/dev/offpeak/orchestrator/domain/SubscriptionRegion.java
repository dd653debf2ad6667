package dev.offpeak.orchestrator.domain;

/**
 * One subscription's VMs in one region: what rule O5 counts.
 *
 * @param subscriptionId lower case GUID
 * @param region normalised region name
 */
public record SubscriptionRegion(String subscriptionId, String region) {}
