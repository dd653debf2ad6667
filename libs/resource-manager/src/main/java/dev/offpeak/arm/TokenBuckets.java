package dev.offpeak.arm;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Token buckets by key, in memory (rule V5). A bucket is one number: the moment at which it will be full again. Taking a token moves that
 * moment on by the time one token takes to come back, as long as the bucket's whole refill time is not exceeded; there is nothing to refill
 * by a timer, and a take is one compare-and-set.
 *
 * <p>Memory is bounded: a bucket that is full again says nothing and is forgotten, by whoever brings a new key at least
 * {@link #FORGET_NANOS} after the last time. Past {@code most} keys, new ones share one bucket until old ones are full. A caller that takes
 * from a bucket in the very moment it is forgotten gets that one token for nothing.
 *
 * @param <K> the key; needs a good hash, {@code equals}, and no reference to the request
 */
final class TokenBuckets<K> {
    static final long FORGET_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final ConcurrentMap<K, AtomicLong> fullAt = new ConcurrentHashMap<>();
    private final AtomicLong shared = new AtomicLong();
    private final AtomicLong forgotten = new AtomicLong();
    private final Size size;
    private final int most;
    private final LongSupplier clock;
    private final long origin;

    /**
     * @param most so many keys at most
     * @param clock monotonic nanoseconds
     */
    TokenBuckets(Size size, int most, LongSupplier clock) {
        this.size = size;
        this.most = most;
        this.clock = clock;
        this.origin = clock.getAsLong();
    }

    /**
     * @param burst tokens in a full bucket, at least 1
     * @param perSecond tokens that come back in a second, 1 to a thousand million
     */
    record Size(long burst, long perSecond) {
        Size {
            if (burst < 1 || perSecond < 1 || perSecond > 1_000_000_000 || burst / perSecond > 1_000_000) {
                throw new IllegalArgumentException(
                        "A rate limit needs a burst of at least 1 and 1 to 1000000000 tokens a"
                                + " second, and must be full again within 1000000 seconds, but is " + burst + " and "
                                + perSecond
                                + " a second");
            }
        }

        Size times(long factor) {
            return new Size(Math.multiplyExact(burst, factor), Math.min(1_000_000_000, perSecond * factor));
        }

        long nanosPerToken() {
            return 1_000_000_000 / perSecond;
        }
    }

    /**
     * What came of a take.
     *
     * @param remaining tokens left; 0 when refused
     * @param waitNanos 0 when a token was taken; otherwise how long until there is one
     */
    record Take(long remaining, long waitNanos) {
        boolean isRefused() {
            return waitNanos > 0;
        }
    }

    /** Takes one token from the key's bucket; a bucket nobody knew is full. */
    Take take(K key) {
        long now = clock.getAsLong() - origin;
        long token = size.nanosPerToken();
        long whole = size.burst() * token;
        AtomicLong bucket = bucket(key, now);
        while (true) {
            long before = bucket.get();
            long after = Math.max(before, now) + token;
            long missing = after - now;
            if (missing > whole) {
                return new Take(0, missing - whole);
            }
            if (bucket.compareAndSet(before, after)) {
                return new Take((whole - missing) / token, 0);
            }
        }
    }

    /** How many keys are remembered. */
    int known() {
        return fullAt.size();
    }

    private AtomicLong bucket(K key, long now) {
        AtomicLong known = fullAt.get(key);
        if (known != null) {
            return known;
        }
        long last = forgotten.get();
        if (now - last >= FORGET_NANOS && forgotten.compareAndSet(last, now)) {
            fullAt.values().removeIf(full -> full.get() <= now);
        }
        return fullAt.size() < most ? fullAt.computeIfAbsent(key, fresh -> new AtomicLong()) : shared;
    }
}
