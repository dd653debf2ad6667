package dev.offpeak.orchestrator.planner;

import dev.offpeak.orchestrator.domain.Policy;
import dev.offpeak.orchestrator.domain.Ring;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * The fleet cut into turns: the VMs of one ring in one zone of one region, which are in flight without anybody else of the
 * region. Within a turn the VMs of a set stand together, by update domain, and so do those of a subscription outside sets; beyond
 * that the seed decides.
 *
 * @param rows all rows of the fleet, turn after turn
 * @param turns by ring, region and zone
 */
record Turns(int[] rows, List<Turn> turns) {
    /**
     * One turn.
     *
     * @param from its first place in the rows
     * @param to the first place after it
     */
    record Turn(Ring ring, String region, String zone, int from, int to) {
        int vms() {
            return to - from;
        }
    }

    static Turns of(FleetSnapshot fleet, Policy policy, long seed) {
        int zones = fleet.zones().size();
        int regions = fleet.regions().size();
        int[] ringOf = new int[fleet.size()];
        for (int row = 0; row < ringOf.length; row++) {
            String subscription =
                    fleet.subscriptions().value(fleet.subscriptions().code(row));
            ringOf[row] = policy.ringOf(fleet.ring(row), subscription).ordinal();
        }
        int[] rows = RowOrder.ranked(fleet.size(), row -> Shuffle.rank(seed, fleet.idText(row)))
                .by(domainTurns(fleet, seed), domains(fleet) + 1)
                .by(row -> cohort(fleet, row), cohorts(fleet))
                .by(row -> fleet.zones().code(row), zones)
                .by(row -> fleet.regions().code(row), regions)
                .by(row -> ringOf[row], Ring.values().length)
                .rows();
        List<Turn> turns = new ArrayList<>();
        int from = 0;
        for (int to = 1; to <= rows.length; to++) {
            if (to == rows.length || !sameTurn(fleet, ringOf, rows[from], rows[to])) {
                turns.add(new Turn(
                        Ring.values()[ringOf[rows[from]]],
                        fleet.regions().value(fleet.regions().code(rows[from])),
                        fleet.zones().value(fleet.zones().code(rows[from])),
                        from,
                        to));
                from = to;
            }
        }
        return new Turns(rows, turns);
    }

    /** The set of a row's VM, or behind all sets its subscription: those whose shares are counted together. */
    static int cohort(FleetSnapshot fleet, int row) {
        int set = fleet.sets().code(row);
        return set == Column.NONE ? fleet.sets().size() + fleet.subscriptions().code(row) : set;
    }

    private static int cohorts(FleetSnapshot fleet) {
        return fleet.sets().size() + fleet.subscriptions().size();
    }

    private static boolean sameTurn(FleetSnapshot fleet, int[] ringOf, int row, int other) {
        return ringOf[row] == ringOf[other]
                && fleet.regions().code(row) == fleet.regions().code(other)
                && fleet.zones().code(row) == fleet.zones().code(other);
    }

    /** How many update domains there are at most. */
    private static int domains(FleetSnapshot fleet) {
        return IntStream.range(0, fleet.size())
                        .filter(row -> fleet.sets().code(row) != Column.NONE)
                        .map(fleet::updateDomain)
                        .max()
                        .orElse(-1)
                + 1;
    }

    /** The place of each row's update domain in the seed's order; behind them all for VMs outside sets. */
    private static IntUnaryOperator domainTurns(FleetSnapshot fleet, long seed) {
        int number = domains(fleet);
        int[] turnOf = new int[number];
        List<Integer> order = IntStream.range(0, number)
                .boxed()
                .sorted(Comparator.comparingLong((Integer domain) -> Shuffle.rank(seed, "domain " + domain))
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
        for (int turn = 0; turn < number; turn++) {
            turnOf[order.get(turn)] = turn;
        }
        return row -> fleet.sets().code(row) == Column.NONE ? number : turnOf[fleet.updateDomain(row)];
    }
}
