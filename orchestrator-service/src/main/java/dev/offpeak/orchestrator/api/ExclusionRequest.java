package dev.offpeak.orchestrator.api;

import dev.offpeak.arm.ArmRefusal;
import dev.offpeak.orchestrator.domain.Exclusion;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * A patch that is not installed, within a policy (rule U4).
 *
 * @param mask a KB number, with or without KB, or a package mask such as {@code linux-image-*}
 * @param reason for people; required
 * @param expiresAt platform time from which on it is installed again; left out when it never is
 */
@RegisterForReflection
public record ExclusionRequest(String mask, String reason, OffsetDateTime expiresAt) {
    /**
     * @param target what a refusal is about
     * @throws dev.offpeak.arm.RefusedException that says what the mask or the reason must be
     */
    Exclusion toExclusion(String target) {
        try {
            return new Exclusion(mask, reason, Optional.ofNullable(expiresAt).map(OffsetDateTime::toInstant));
        } catch (IllegalArgumentException e) {
            throw ArmRefusal.invalidParameter(target, e.getMessage()).asException();
        }
    }
}
