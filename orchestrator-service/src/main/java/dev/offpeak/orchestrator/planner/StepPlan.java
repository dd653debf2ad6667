package dev.offpeak.orchestrator.planner;

/**
 * One zone's turn in a lane.
 *
 * @param number from 1, in the order in which the zones take their turns
 * @param zone {@code "1"} to {@code "3"}, or {@code "-"} for the VMs that are in none
 * @param batches how many batches it has, at least 1
 * @param vms how many VMs
 */
public record StepPlan(int number, String zone, int batches, int vms) {}
