package dev.offpeak.messaging;

import io.smallrye.mutiny.Uni;

/** A kind of work that runs in platform time: the clock's authority slows an accelerated clock down while there is any. */
public interface WorkUnderWay {
    /** How many are under way, over all replicas. */
    Uni<Long> count();
}
