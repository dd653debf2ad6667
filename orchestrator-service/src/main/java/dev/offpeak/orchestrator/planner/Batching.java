package dev.offpeak.orchestrator.planner;

import dev.offpeak.time.OffPeakHours;
import java.util.List;
import java.util.Set;

/**
 * Every turn cut into batches.
 *
 * @param batch the batch of each place in the rows of the turns, from 1
 * @param hours for each turn, and in it for each batch, the off-peak hours of its VMs
 */
record Batching(int[] batch, List<List<Set<OffPeakHours>>> hours) {}
