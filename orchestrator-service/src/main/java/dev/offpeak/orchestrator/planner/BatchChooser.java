package dev.offpeak.orchestrator.planner;

import dev.offpeak.orchestrator.domain.Policy;
import dev.offpeak.orchestrator.domain.SubscriptionRegion;
import dev.offpeak.orchestrator.planner.Turns.Turn;
import dev.offpeak.time.OffPeakHours;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Spreads the VMs of every turn over batches.
 *
 * <ol>
 *   <li>Each availability set is cut into slots: one update domain after the other, at most the set's cap in each (rule O6). Sets
 *       go side by side; where the turn has more batches than the set has slots, the seed says in which batch it begins, so that
 *       small sets do not all crowd the first one.
 *   <li>VMs outside sets need at least as many batches as their subscription's cap asks for (rule O5).
 *   <li>The largest number decides, and VMs outside sets are spread evenly over all of the batches: a batch is never wider than
 *       it must be.
 * </ol>
 *
 * <p>The width is the share of the caps that may be used: half of it gives narrower batches, and more of them.
 */
final class BatchChooser {
    private final FleetSnapshot fleet;
    private final Policy policy;
    private final long seed;
    private final double width;
    private final Turns turns;
    private final int[] batch;
    private final Map<SubscriptionRegion, Integer> caps = new HashMap<>();

    BatchChooser(FleetSnapshot fleet, Turns turns, Policy policy, long seed, double width) {
        this.fleet = fleet;
        this.turns = turns;
        this.policy = policy;
        this.seed = seed;
        this.width = width;
        this.batch = new int[fleet.size()];
    }

    Batching choose() {
        List<List<Set<OffPeakHours>>> hours = new ArrayList<>();
        for (Turn turn : turns.turns()) {
            List<Cohort> cohorts = cohorts(turn);
            int number = cohorts.stream().mapToInt(Cohort::slots).max().orElseThrow();
            int next = 0;
            for (Cohort cohort : cohorts) {
                next = cohort.isSet() ? placeSet(cohort, number, next) : placeAlone(cohort, number, next);
            }
            hours.add(hours(turn, number));
        }
        return new Batching(batch, hours);
    }

    /**
     * VMs of one turn whose shares are counted together.
     *
     * @param from its first place in the rows
     * @param to the first place after it
     * @param cap how many of them may be in one batch
     * @param slots how many batches it needs
     */
    private record Cohort(int from, int to, boolean isSet, int cap, int slots) {}

    private List<Cohort> cohorts(Turn turn) {
        List<Cohort> cohorts = new ArrayList<>();
        int from = turn.from();
        for (int to = from + 1; to <= turn.to(); to++) {
            if (to == turn.to() || Turns.cohort(fleet, row(from)) != Turns.cohort(fleet, row(to))) {
                cohorts.add(cohort(from, to));
                from = to;
            }
        }
        return cohorts;
    }

    private Cohort cohort(int from, int to) {
        boolean isSet = fleet.sets().code(row(from)) != Column.NONE;
        if (!isSet) {
            int cap = narrowed(subscriptionCap(row(from)));
            return new Cohort(from, to, false, cap, (to - from + cap - 1) / cap);
        }
        int size = 0;
        for (int place = from; place < to; place++) {
            size = Math.max(size, fleet.setSize(row(place)));
        }
        int cap = narrowed(policy.setCap(size));
        int slots = 0;
        int inSlot = 0;
        for (int place = from; place < to; place++) {
            inSlot++;
            if (inSlot > cap || place == from || beginsDomain(place)) {
                slots++;
                inSlot = 1;
            }
        }
        return new Cohort(from, to, true, cap, slots);
    }

    /** Answers where the next cohort outside sets goes on, which a set does not change. */
    private int placeSet(Cohort set, int number, int next) {
        String name = fleet.sets().value(fleet.sets().code(row(set.from())));
        int slot = (int) Long.remainderUnsigned(Shuffle.rank(seed, name), number - set.slots() + 1L);
        int inSlot = 0;
        for (int place = set.from(); place < set.to(); place++) {
            inSlot++;
            if (inSlot > set.cap() || place == set.from() || beginsDomain(place)) {
                slot++;
                inSlot = 1;
            }
            batch[place] = slot;
        }
        return next;
    }

    /** Subscriptions go on where the one before ended, so that small ones do not all crowd the first batches. */
    private int placeAlone(Cohort alone, int number, int next) {
        int at = next;
        for (int place = alone.from(); place < alone.to(); place++) {
            batch[place] = at + 1;
            at = (at + 1) % number;
        }
        return at;
    }

    private boolean beginsDomain(int place) {
        return fleet.updateDomain(row(place)) != fleet.updateDomain(row(place - 1));
    }

    private int subscriptionCap(int row) {
        SubscriptionRegion scope = new SubscriptionRegion(
                fleet.subscriptions().value(fleet.subscriptions().code(row)),
                fleet.regions().value(fleet.regions().code(row)));
        return caps.computeIfAbsent(
                scope, key -> policy.subscriptionCap(fleet.outsideSets().get(key)));
    }

    private int narrowed(int cap) {
        return Math.max(1, (int) (cap * width));
    }

    private List<Set<OffPeakHours>> hours(Turn turn, int number) {
        BitSet[] codes = new BitSet[number];
        for (int place = turn.from(); place < turn.to(); place++) {
            int index = batch[place] - 1;
            if (codes[index] == null) {
                codes[index] = new BitSet();
            }
            codes[index].set(fleet.hours().code(row(place)));
        }
        List<Set<OffPeakHours>> hours = new ArrayList<>(number);
        for (BitSet ofBatch : codes) {
            Set<OffPeakHours> values = new HashSet<>();
            ofBatch.stream().forEach(code -> values.add(fleet.hours().value(code)));
            hours.add(values);
        }
        return hours;
    }

    private int row(int place) {
        return turns.rows()[place];
    }
}
