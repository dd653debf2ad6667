package dev.offpeak.orchestrator.store;

import dev.offpeak.orchestrator.domain.Policy;
import dev.offpeak.orchestrator.domain.RolloutState;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/**
 * A rollout and the release that it carries. Instants are platform time.
 *
 * @param fenceEpoch grows with every stop; orders of older epochs are void
 * @param version grows with every move
 * @param maxPatchPublishDate nothing published later is installed (rule I8)
 * @param plannedAt when the plan was written; empty before
 * @param forecast of the plan when it was written, as JSON; empty before
 * @param halt evidence of the latest halt, as JSON; empty when it never halted
 */
public record Rollout(
        String id,
        String releaseName,
        RolloutState state,
        long fenceEpoch,
        long version,
        Policy policy,
        long seed,
        Instant publishedAt,
        Instant maxPatchPublishDate,
        Instant deadline,
        Instant createdAt,
        Optional<Instant> plannedAt,
        Optional<Instant> endedAt,
        Optional<JsonObject> forecast,
        Optional<JsonObject> halt) {}
