package dev.offpeak.orchestrator.planner;

import dev.offpeak.orchestrator.domain.FleetVm;
import dev.offpeak.orchestrator.domain.Placement;
import dev.offpeak.orchestrator.domain.Ring;
import dev.offpeak.orchestrator.domain.SubscriptionRegion;
import dev.offpeak.orchestrator.domain.VmId;
import dev.offpeak.time.OffPeakHours;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The whole fleet at one moment, in columns: a million VMs in about 150 MB. Rows are the VMs to patch, in the order of their ids,
 * whatever order they were added in; VMs outside orchestration have none, but count for the shares of rules O5 and O6.
 */
public final class FleetSnapshot {
    private final String[] ids;
    private final Column<String> subscriptions;
    private final Column<String> regions;
    private final Column<String> zones;
    private final Column<String> sets;
    private final Column<Integer> updateDomains;
    private final Column<Integer> setSizes;
    private final Column<OffPeakHours> hours;
    private final Column<Ring> rings;
    private final Map<SubscriptionRegion, Integer> outsideSets;

    private FleetSnapshot(Builder from) {
        int[] order = from.order();
        ids = new String[order.length];
        for (int row = 0; row < order.length; row++) {
            ids[row] = from.ids.get(order[row]);
        }
        subscriptions = from.subscriptions.build(order, Comparator.naturalOrder());
        regions = from.regions.build(order, Comparator.naturalOrder());
        zones = from.zones.build(order, Comparator.naturalOrder());
        sets = from.sets.build(order, Comparator.naturalOrder());
        updateDomains = from.updateDomains.build(order, Comparator.naturalOrder());
        setSizes = from.setSizes.build(order, Comparator.naturalOrder());
        hours = from.hours.build(order, Comparator.comparing(OffPeakHours::toString));
        rings = from.rings.build(order, Comparator.naturalOrder());
        outsideSets = Map.copyOf(from.outsideSets);
    }

    /** The fleet of those VMs, in any order and in every patch mode. */
    public static FleetSnapshot of(Collection<FleetVm> vms) {
        Builder builder = new Builder();
        vms.forEach(builder::add);
        return builder.build();
    }

    /** How many VMs there are to patch. */
    public int size() {
        return ids.length;
    }

    /** The id of a row's VM. */
    public VmId id(int row) {
        return new VmId(ids[row]);
    }

    /** Where a row's VM is. */
    public Placement placement(int row) {
        boolean inSet = sets.code(row) != Column.NONE;
        return new Placement(
                subscriptions.value(subscriptions.code(row)),
                regions.value(regions.code(row)),
                zones.value(zones.code(row)),
                inSet ? Optional.of(sets.value(sets.code(row))) : Optional.empty(),
                inSet ? Optional.of(updateDomain(row)) : Optional.empty());
    }

    /** How many VMs the set of a row's VM holds, all patch modes; 0 outside sets. */
    public int setSize(int row) {
        return setSizes.value(setSizes.code(row));
    }

    /** A row's off-peak hours. */
    public OffPeakHours hours(int row) {
        return hours.value(hours.code(row));
    }

    /** The ring that the tag of a row's VM names; empty when none does. */
    public Optional<Ring> ring(int row) {
        return rings.code(row) == Column.NONE ? Optional.empty() : Optional.of(rings.value(rings.code(row)));
    }

    /** How many VMs outside sets each subscription has in each region, in every patch mode (rule O5). */
    public Map<SubscriptionRegion, Integer> outsideSets() {
        return outsideSets;
    }

    String idText(int row) {
        return ids[row];
    }

    int updateDomain(int row) {
        return updateDomains.value(updateDomains.code(row));
    }

    Column<String> subscriptions() {
        return subscriptions;
    }

    Column<String> regions() {
        return regions;
    }

    Column<String> zones() {
        return zones;
    }

    Column<String> sets() {
        return sets;
    }

    Column<OffPeakHours> hours() {
        return hours;
    }

    /** A snapshot in the making, to which VMs are added as they are read. */
    public static final class Builder {
        private final List<String> ids = new ArrayList<>();
        private final Column.Builder<String> subscriptions = new Column.Builder<>();
        private final Column.Builder<String> regions = new Column.Builder<>();
        private final Column.Builder<String> zones = new Column.Builder<>();
        private final Column.Builder<String> sets = new Column.Builder<>();
        private final Column.Builder<Integer> updateDomains = new Column.Builder<>();
        private final Column.Builder<Integer> setSizes = new Column.Builder<>();
        private final Column.Builder<OffPeakHours> hours = new Column.Builder<>();
        private final Column.Builder<Ring> rings = new Column.Builder<>();
        private final Map<SubscriptionRegion, Integer> outsideSets = new HashMap<>();

        /** The next VM, in any patch mode. */
        public Builder add(FleetVm vm) {
            Placement at = vm.placement();
            if (at.availabilitySet().isEmpty()) {
                outsideSets.merge(at.subscriptionRegion(), 1, Integer::sum);
            }
            if (!vm.isOrchestrated()) {
                return this;
            }
            ids.add(vm.id().value());
            subscriptions.add(at.subscriptionId());
            regions.add(at.region());
            zones.add(at.zone());
            at.availabilitySet().ifPresentOrElse(sets::add, sets::addNone);
            at.updateDomain().ifPresentOrElse(updateDomains::add, updateDomains::addNone);
            setSizes.add(vm.setSize());
            hours.add(vm.hours());
            vm.ring().ifPresentOrElse(rings::add, rings::addNone);
            return this;
        }

        /** All that was added. */
        public FleetSnapshot build() {
            return new FleetSnapshot(this);
        }

        /** By id: first by how ids begin, as numbers, then in each run of those that begin alike by the whole id. */
        private int[] order() {
            int[] order =
                    RowOrder.ranked(ids.size(), row -> beginning(ids.get(row))).rows();
            for (int from = 0, to; from < order.length; from = to) {
                long beginning = beginning(ids.get(order[from]));
                for (to = from + 1; to < order.length && beginning(ids.get(order[to])) == beginning; ) {
                    to++;
                }
                sortRun(order, from, to);
            }
            return order;
        }

        private void sortRun(int[] order, int from, int to) {
            if (to - from == 1) {
                return;
            }
            Integer[] run = new Integer[to - from];
            Arrays.setAll(run, i -> order[from + i]);
            Arrays.sort(run, Comparator.comparing(ids::get));
            for (int i = from; i < to; i++) {
                order[i] = run[i - from];
            }
        }

        /** Its first four characters, a byte each, in the upper half; what follows one that takes more counts as nothing. */
        private static long beginning(String id) {
            long beginning = 0;
            boolean bytes = true;
            for (int i = 0; i < 4; i++) {
                int next = bytes && i < id.length() ? Math.min(id.charAt(i), 255) : 0;
                bytes = next < 255;
                beginning = beginning << 8 | next;
            }
            return beginning << 31;
        }
    }
}
