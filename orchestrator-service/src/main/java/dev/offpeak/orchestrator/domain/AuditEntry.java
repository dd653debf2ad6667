package dev.offpeak.orchestrator.domain;

import java.time.Instant;
import java.util.Map;

/**
 * One deed that was done.
 *
 * @param at platform time
 * @param by who did it
 * @param target what it was done to: the id of a rollout, the name of a release or of an exclusion, or {@code platform}
 * @param details what else it takes to understand it; may be empty
 */
public record AuditEntry(Instant at, Caller by, Action action, String target, Map<String, String> details) {
    public AuditEntry {
        details = Map.copyOf(details);
    }
}
