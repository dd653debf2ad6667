package dev.offpeak.orchestrator.planner;

import java.util.AbstractList;
import java.util.RandomAccess;

/** The assignments of a plan, each made when it is asked for: what is kept of a million of them is a few numbers each. */
final class Slots extends AbstractList<Assignment> implements RandomAccess {
    private final FleetSnapshot fleet;
    private final int[] rows;
    private final int[] phases;
    private final int[] steps;
    private final int[] batches;
    private int size;

    Slots(FleetSnapshot fleet) {
        this.fleet = fleet;
        rows = new int[fleet.size()];
        phases = new int[fleet.size()];
        steps = new int[fleet.size()];
        batches = new int[fleet.size()];
    }

    void append(int row, int phase, int step, int batch) {
        rows[size] = row;
        phases[size] = phase;
        steps[size] = step;
        batches[size] = batch;
        size++;
    }

    @Override
    public Assignment get(int index) {
        int row = rows[index];
        return new Assignment(
                fleet.id(row),
                phases[index],
                fleet.regions().value(fleet.regions().code(row)),
                steps[index],
                fleet.zones().value(fleet.zones().code(row)),
                batches[index]);
    }

    @Override
    public int size() {
        return size;
    }
}
