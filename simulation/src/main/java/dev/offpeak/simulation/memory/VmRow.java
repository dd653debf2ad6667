package dev.offpeak.simulation.memory;

import dev.offpeak.contracts.message.VmSnapshot;
import java.util.Optional;

/**
 * A VM incarnation as the orchestrator knows it.
 *
 * @param snapshot empty for one that was deleted before anything else was heard of it
 */
public record VmRow(String vmId, long version, boolean deleted, Optional<VmSnapshot> snapshot) {}
