package dev.offpeak.simulation.memory;

import java.time.Instant;

/** A VM that holds its set until it is healthy (rule O7). */
public record HoldRow(String set, String vmId, Instant since, Instant realSince, String why) {}
