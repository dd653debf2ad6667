package dev.offpeak.orchestrator.api;

import dev.offpeak.orchestrator.domain.Policy;
import dev.offpeak.orchestrator.store.Release;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;

/**
 * A release as the API shows it; instants are platform time.
 *
 * @param rolloutId what carries it
 * @param rollout absolute URL of that
 */
@RegisterForReflection
public record ReleaseView(
        String name,
        Instant publishedAt,
        Instant maxPatchPublishDate,
        Instant deadline,
        long seed,
        Policy policy,
        Instant createdAt,
        String rolloutId,
        String rollout) {
    static ReleaseView of(Release release, String rolloutUrl) {
        return new ReleaseView(
                release.name(),
                release.publishedAt(),
                release.maxPatchPublishDate(),
                release.deadline(),
                release.seed(),
                release.policy(),
                release.createdAt(),
                release.rolloutId(),
                rolloutUrl);
    }
}
