package dev.offpeak.messaging;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * Answer of {@code GET /internal/work}.
 *
 * @param underWay sum over every kind of work of this service
 * @param messageDelayMillis real time that messages are late: the age of the oldest one in the outbox, or how long one that was
 *     handled just now had been under way; 0 when there is none
 */
@RegisterForReflection
public record WorkReport(long underWay, long messageDelayMillis) {}
