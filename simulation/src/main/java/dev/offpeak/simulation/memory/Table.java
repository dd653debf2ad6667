package dev.offpeak.simulation.memory;

import java.util.Collection;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Rows by key, in the order of their keys. Every write is undone when its transaction fails; rows themselves never change, so that
 * what was read stays what it was.
 */
public final class Table<K extends Comparable<? super K>, R> {
    private final NavigableMap<K, R> rows = new TreeMap<>();
    private long changes;

    /** The row of that key. */
    public Optional<R> find(K key) {
        return Optional.ofNullable(rows.get(key));
    }

    public boolean has(K key) {
        return rows.containsKey(key);
    }

    /** Every row, by key; not to be kept across a write. */
    public Collection<R> all() {
        return rows.values();
    }

    /** Every row and its key, by key; not to be kept across a write. */
    public Map<K, R> entries() {
        return rows;
    }

    /** The rows whose keys are not below the first and below the second. */
    public Map<K, R> between(K from, K to) {
        return rows.subMap(from, true, to, false);
    }

    public boolean isEmpty() {
        return rows.isEmpty();
    }

    public int size() {
        return rows.size();
    }

    /** Grows with every write: whoever saw the same number saw the same rows. */
    public long changes() {
        return changes;
    }

    void put(MemoryTransaction transaction, K key, R row) {
        transaction.requireOpen();
        R before = rows.put(key, row);
        changes++;
        transaction.undoneBy(() -> restore(key, before));
    }

    void remove(MemoryTransaction transaction, K key) {
        transaction.requireOpen();
        R before = rows.remove(key);
        changes++;
        transaction.undoneBy(() -> restore(key, before));
    }

    private void restore(K key, R before) {
        changes++;
        if (before == null) {
            rows.remove(key);
        } else {
            rows.put(key, before);
        }
    }
}
