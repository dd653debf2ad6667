package dev.offpeak.orchestrator.api;

import dev.offpeak.orchestrator.planner.Outlook;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How a rollout stands to its deadline now (rule O8). Instants are platform time.
 *
 * @param likelyEnd with what it is late by now
 * @param margin from the likely end to the deadline; negative when the deadline is missed
 * @param holds whether the likely end is not after the deadline
 * @param atRiskSince since when it has not held; left out while it holds
 */
@RegisterForReflection
public record OutlookView(Instant likelyEnd, Duration margin, boolean holds, Optional<Instant> atRiskSince) {
    static OutlookView of(Outlook outlook, Optional<Instant> atRiskSince) {
        return new OutlookView(outlook.likelyEnd(), outlook.margin(), outlook.holds(), atRiskSince);
    }
}
