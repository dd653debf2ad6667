package dev.offpeak.orchestrator.api;

import dev.offpeak.orchestrator.domain.WithdrawnPatch;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;

/**
 * Body of {@code POST /rollouts/{id}/withdraw}.
 *
 * @param patch as a halt names it: a KB number, or a patch id or package mask
 * @param reason for people; required
 */
@RegisterForReflection
public record WithdrawRequest(String patch, String reason) {
    /** @throws dev.offpeak.arm.RefusedException that says what the patch or the reason must be */
    WithdrawnPatch toPatch(Instant now) {
        new ExclusionRequest(patch, reason, null).toExclusion("patch");
        return new WithdrawnPatch(patch, reason, now);
    }
}
