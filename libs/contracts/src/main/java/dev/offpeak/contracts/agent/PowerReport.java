package dev.offpeak.contracts.agent;

import dev.offpeak.contracts.PowerState;
import java.time.Instant;

/**
 * Body of {@code POST /hosts/guests/{vmId}/power}: what the host sees.
 *
 * @param state power of the VM now
 * @param at platform time
 */
public record PowerReport(PowerState state, Instant at) {}
