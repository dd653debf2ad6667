package dev.offpeak.compute.domain.health;

import java.time.Instant;

/**
 * One heartbeat as the platform received it.
 *
 * @param at platform time of receipt
 * @param heardAt real time of receipt
 * @param bootId of the boot it came from
 * @param healthy what it said
 */
public record Signal(Instant at, Instant heardAt, String bootId, boolean healthy) {}
