package dev.offpeak.orchestrator.api;

import dev.offpeak.orchestrator.store.AuditStore;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * One deed that was done.
 *
 * @param number grows from deed to deed
 * @param at platform time
 * @param who a digest of the bearer token, or the address of who sent none
 * @param action the operation's ARM action
 * @param target what it was done to: the id of a rollout, the name of a release or of an exclusion
 * @param details what else it takes to understand it
 * @param correlationId {@code x-ms-correlation-request-id} of the request
 */
@RegisterForReflection
public record AuditView(
        long number,
        Instant at,
        String who,
        String action,
        String target,
        Map<String, String> details,
        Optional<String> correlationId) {
    static AuditView of(AuditStore.Stored stored) {
        return new AuditView(
                stored.number(),
                stored.entry().at(),
                stored.entry().by().name(),
                stored.entry().action().toString(),
                stored.entry().target(),
                stored.entry().details(),
                stored.correlationId());
    }
}
