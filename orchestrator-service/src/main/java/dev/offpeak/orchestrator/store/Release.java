package dev.offpeak.orchestrator.store;

import dev.offpeak.orchestrator.domain.Policy;
import java.time.Instant;

/**
 * One month's patches. Instants are platform time.
 *
 * @param name chosen by whoever published it
 * @param publishedAt from when on it may be rolled out; perhaps still to come
 * @param maxPatchPublishDate nothing published later is installed (rule I8)
 * @param deadline by which every eligible VM is to be done (rule I2)
 * @param seed decides the order of regions, zones and batches (rule I7)
 * @param policy how carefully
 * @param rolloutId what carries it
 */
public record Release(
        String name,
        Instant publishedAt,
        Instant maxPatchPublishDate,
        Instant deadline,
        long seed,
        Policy policy,
        Instant createdAt,
        String rolloutId) {}
