package dev.offpeak.compute.agents;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * The goal states' revisions as this replica knows them, so that a poll without news costs no query. What is known is what the database
 * said, until a notification tells of a change, or a look at all that changed of late finds one ({@link #looked}). It holds only as
 * long as those looks succeed: then it is a second behind at worst, also where a notification was lost.
 */
final class KnownRevisions {
    /** Real time between the beginnings of two looks; what is known is not believed beyond it, and forgotten after it. */
    static final Duration LONGEST_BETWEEN_LOOKS = Duration.ofSeconds(5);
    /** Some 50 MB; further VMs' revisions are asked for with every poll. */
    private static final int MOST = 500_000;

    private final Map<UUID, Long> revisions = new ConcurrentHashMap<>();
    private final LongSupplier nanos;
    private volatile long lookedNanos;

    /** @param nanos as {@link System#nanoTime} counts them */
    KnownRevisions(LongSupplier nanos) {
        this.nanos = nanos;
        this.lookedNanos = nanos.getAsLong() - LONGEST_BETWEEN_LOOKS.toNanos() - 1;
    }

    /** Whether that is known to be the VM's present revision; false also where nothing is known. */
    boolean isPresent(UUID vmId, OptionalLong revision) {
        if (revision.isEmpty() || nanos.getAsLong() - lookedNanos > LONGEST_BETWEEN_LOOKS.toNanos()) {
            return false;
        }
        Long known = revisions.get(vmId);
        return known != null && known == revision.getAsLong();
    }

    /** What the database said; a revision only grows, so an answer that was overtaken changes nothing. */
    void read(Map<UUID, Long> found) {
        found.forEach((vmId, revision) -> {
            if (revisions.size() < MOST || revisions.containsKey(vmId)) {
                revisions.merge(vmId, revision, Math::max);
            }
        });
    }

    /** They have another one now, or are gone. */
    void forget(Collection<UUID> vmIds) {
        vmIds.forEach(revisions::remove);
    }

    /**
     * All changes of late were read from the database.
     *
     * @param begunNanos when that began
     * @param changed the changed ones' revisions, whether known here or not
     */
    void looked(long begunNanos, Map<UUID, Long> changed) {
        if (begunNanos - lookedNanos > LONGEST_BETWEEN_LOOKS.toNanos()) {
            revisions.clear();
        }
        changed.forEach((vmId, revision) -> revisions.computeIfPresent(vmId, (id, known) -> Math.max(known, revision)));
        lookedNanos = begunNanos;
    }

    boolean isEmpty() {
        return revisions.isEmpty();
    }
}
