package dev.offpeak.simulation.memory;

import dev.offpeak.contracts.HealthVerdict;
import java.time.Instant;

/** What was last heard of a VM's health. */
public record HealthRow(long version, HealthVerdict health, Instant observedAt) {}
