package dev.offpeak.compute.store;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Turns lookups of single records into lookups of sets: those that are asked for while the queries before them are under way are found
 * together by the next one, so that sets grow with the load and one that comes alone is looked up at once. Nothing is kept: every
 * answer was read after it was asked for.
 *
 * @param <K> the record's key
 * @param <V> the record
 */
final class GroupedLookup<K, V> {
    private static final int MOST_AT_ONCE = 500;
    /** The database works on one set while the answers of another are written. */
    private static final int SIDE_BY_SIDE = 2;

    private final Queue<Waiter<K, V>> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger underWay = new AtomicInteger();
    private final Function<Set<K>, Uni<Map<K, V>>> lookUp;

    /** @param lookUp those of the keys that there are, by one query */
    GroupedLookup(Function<Set<K>, Uni<Map<K, V>>> lookUp) {
        this.lookUp = lookUp;
    }

    /** @param home where whoever asked goes on; null when it does not matter */
    private record Waiter<K, V>(K key, Context home, UniEmitter<? super Optional<V>> answer) {
        private void give(Optional<V> found) {
            goOn(() -> answer.complete(found));
        }

        private void fail(Throwable failure) {
            goOn(() -> answer.fail(failure));
        }

        private void goOn(Runnable answering) {
            if (home == null) {
                answering.run();
            } else {
                home.runOnContext(x -> answering.run());
            }
        }
    }

    /** The record as it is now; empty when there is none of that key. */
    Uni<Optional<V>> find(K key) {
        return Uni.createFrom().emitter(emitter -> {
            waiting.add(new Waiter<>(key, Vertx.currentContext(), emitter));
            next();
        });
    }

    private void next() {
        while (!waiting.isEmpty() && mayBegin()) {
            Map<K, List<Waiter<K, V>>> group = takeGroup();
            if (group.isEmpty()) {
                underWay.decrementAndGet();
                continue;
            }
            Uni.createFrom()
                    .deferred(() -> lookUp.apply(group.keySet()))
                    .subscribe()
                    .with(found -> finish(group, found), failure -> fail(group, failure));
        }
    }

    /** Counts one more; false when there are enough, whose ends will look for those who wait. */
    private boolean mayBegin() {
        return underWay.getAndUpdate(begun -> Math.min(begun + 1, SIDE_BY_SIDE)) < SIDE_BY_SIDE;
    }

    private Map<K, List<Waiter<K, V>>> takeGroup() {
        Map<K, List<Waiter<K, V>>> group = new LinkedHashMap<>();
        for (int i = 0; i < MOST_AT_ONCE; i++) {
            Waiter<K, V> waiter = waiting.poll();
            if (waiter == null) {
                break;
            }
            group.computeIfAbsent(waiter.key(), key -> new ArrayList<>(1)).add(waiter);
        }
        return group;
    }

    private void finish(Map<K, List<Waiter<K, V>>> group, Map<K, V> found) {
        underWay.decrementAndGet();
        next();
        group.forEach((key, waiters) -> waiters.forEach(waiter -> waiter.give(Optional.ofNullable(found.get(key)))));
    }

    private void fail(Map<K, List<Waiter<K, V>>> group, Throwable failure) {
        underWay.decrementAndGet();
        next();
        group.values().forEach(waiters -> waiters.forEach(waiter -> waiter.fail(failure)));
    }
}
