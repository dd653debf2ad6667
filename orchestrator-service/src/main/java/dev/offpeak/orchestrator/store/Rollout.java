package dev.offpeak.orchestrator.store;

import dev.offpeak.orchestrator.domain.Baseline;
import dev.offpeak.orchestrator.domain.Halt;
import dev.offpeak.orchestrator.domain.Policy;
import dev.offpeak.orchestrator.domain.RolloutState;
import dev.offpeak.orchestrator.domain.WithdrawnPatch;
import dev.offpeak.orchestrator.planner.Forecast;
import dev.offpeak.orchestrator.planner.SpreadException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A rollout and the release that it carries. Instants are platform time.
 *
 * @param fenceEpoch grows with every stop; orders of older epochs are void
 * @param version grows with every move
 * @param maxPatchPublishDate nothing published later is installed (rule I8)
 * @param plannedAt when the plan was written; empty before
 * @param forecast of the plan when it was written; empty before
 * @param spread where rule O5 could not be kept when the plan was written
 * @param baseline what earlier releases came to when the plan was written
 * @param halt the latest one; empty when it never halted
 * @param withdrawn patches that it goes on without, in the order of their withdrawal
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
        Optional<Forecast> forecast,
        List<SpreadException> spread,
        Baseline baseline,
        Optional<Halt> halt,
        List<WithdrawnPatch> withdrawn) {}
