package dev.offpeak.simulation.memory;

/** A subscription's feature as it was last propagated (rules F4, F5). */
public record PropagationRow(long number, boolean automatic) {}
