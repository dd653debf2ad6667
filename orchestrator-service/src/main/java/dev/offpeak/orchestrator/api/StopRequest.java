package dev.offpeak.orchestrator.api;

import dev.offpeak.orchestrator.domain.PlatformStop;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;

/**
 * Body of {@code PUT /platform/stop}.
 *
 * @param by who says so, for people; required, at most 200 characters
 * @param why a sentence; required, at most 2000 characters
 */
@RegisterForReflection
public record StopRequest(String by, String why) {
    /** @throws dev.offpeak.arm.RefusedException when something is missing or too long */
    PlatformStop toStop(Instant now) {
        return new PlatformStop(now, Sentences.name("by", by), Sentences.sentence("why", why));
    }
}
