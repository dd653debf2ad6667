package dev.offpeak.messaging;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * Answer of {@code GET /internal/work}.
 *
 * @param underWay sum over every kind of work of this service
 * @param oldestUnsentMillis real time that the oldest message of the outbox waits; 0 when there is none
 */
@RegisterForReflection
public record WorkReport(long underWay, long oldestUnsentMillis) {}
