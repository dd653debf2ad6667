package dev.offpeak.orchestrator.api;

import dev.offpeak.orchestrator.domain.NamedExclusion;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.Optional;

/**
 * A patch that automatic runs leave alone (rule U4). Instants are platform time.
 *
 * @param subscriptionId whose VMs it is for; left out for the whole fleet
 * @param expiresAt from when on the patch is installed again; left out when it never is
 * @param holds whether it has not expired yet
 */
@RegisterForReflection
public record ExclusionView(
        String name,
        String mask,
        String reason,
        Optional<String> subscriptionId,
        Optional<Instant> expiresAt,
        boolean holds,
        Instant changedAt) {
    static ExclusionView of(NamedExclusion named, Instant now) {
        return new ExclusionView(
                named.name(),
                named.exclusion().mask(),
                named.exclusion().reason(),
                named.subscriptionId(),
                named.exclusion().expiresAt(),
                named.exclusion().holdsAt(now),
                named.changedAt());
    }
}
