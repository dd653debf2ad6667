package dev.offpeak.simulation.memory;

import dev.offpeak.orchestrator.domain.Placement;
import java.time.Instant;

/** An order in flight, from its dispatch to its verdict; never changed. */
public record FlightRow(
        String vmId,
        String activityId,
        String rolloutId,
        Placement placement,
        Instant orderedAt,
        Instant notAfter,
        Instant endBy) {}
