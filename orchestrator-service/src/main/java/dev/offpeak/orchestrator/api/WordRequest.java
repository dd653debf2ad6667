package dev.offpeak.orchestrator.api;

import dev.offpeak.arm.ArmRefusal;
import dev.offpeak.orchestrator.domain.ExternalWord;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;

/**
 * Body of {@code PUT /rollouts/{id}/phases/{number}/word} (rule U6).
 *
 * @param go whether the phase may start; required
 * @param by who says so: a person, or a pipeline that tested the release; required, at most 200 characters
 * @param why a sentence; required, at most 2000 characters
 */
@RegisterForReflection
public record WordRequest(Boolean go, String by, String why) {
    /** @throws dev.offpeak.arm.RefusedException when something is missing or too long */
    ExternalWord toWord(Instant now) {
        if (go == null) {
            throw ArmRefusal.invalidParameter("go", "'go' must be true, or false to halt the rollout before the phase.")
                    .asException();
        }
        return new ExternalWord(go, Sentences.name("by", by), Sentences.sentence("why", why), now);
    }
}
