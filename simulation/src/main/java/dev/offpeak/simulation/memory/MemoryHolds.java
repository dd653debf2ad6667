package dev.offpeak.simulation.memory;

import dev.offpeak.contracts.HealthVerdict;
import dev.offpeak.messaging.Transaction;
import dev.offpeak.orchestrator.store.Holds;
import dev.offpeak.regions.RegionPair;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/** The pairs that the interlocks know and the sets that are held, in memory. */
class MemoryHolds implements Holds {
    private final MemoryDatabase database;

    MemoryHolds(MemoryDatabase database) {
        this.database = database;
    }

    @Override
    public Uni<Void> storePairs(Transaction transaction, Collection<RegionPair> pairs) {
        Set<RegionPair> changed = new HashSet<>(pairs);
        database.pairs.all().forEach(pair -> {
            if (!changed.remove(pair)) {
                changed.add(pair);
            }
        });
        for (RegionPair pair : changed) {
            if (database.inFlight.all().stream()
                    .anyMatch(flight -> pair.contains(flight.placement().region()))) {
                return Uni.createFrom()
                        .failure(new IllegalStateException(
                                "Pair " + pair + " may not change while one of its regions is in flight."));
            }
        }
        MemoryTransaction open = MemoryTransaction.of(transaction);
        for (RegionPair pair : changed) {
            if (pairs.contains(pair)) {
                database.pairs.put(open, pair.toString(), pair);
            } else {
                database.pairs.remove(open, pair.toString());
            }
        }
        return Uni.createFrom().voidItem();
    }

    @Override
    public Uni<Void> liftOutlivedHolds(Transaction transaction, Duration grace) {
        remove(
                transaction,
                hold -> hold.realSince().isBefore(database.realNow().minus(grace))
                        && database.healths
                                .find(hold.vmId())
                                .filter(health -> health.health() == HealthVerdict.HEALTHY)
                                .isPresent());
        return Uni.createFrom().voidItem();
    }

    @Override
    public Uni<Boolean> releaseHold(Transaction transaction, String vmId) {
        return Uni.createFrom().item(remove(transaction, hold -> hold.vmId().equals(vmId.toLowerCase(Locale.ROOT))));
    }

    private boolean remove(Transaction transaction, Predicate<HoldRow> which) {
        List<HoldRow> over = database.setHolds.all().stream().filter(which).toList();
        over.forEach(
                hold -> database.setHolds.remove(MemoryTransaction.of(transaction), hold.set() + "/" + hold.vmId()));
        return !over.isEmpty();
    }
}
