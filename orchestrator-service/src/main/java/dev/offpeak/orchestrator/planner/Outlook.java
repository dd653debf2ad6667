package dev.offpeak.orchestrator.planner;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * When a rollout will be through as it looks now (rule O8): its forecast, later by what it is late by now. While a gate is closed, or
 * somebody paused it, it gets later with every moment that its phase overruns its end.
 *
 * @param likelyEnd Instant.MAX when a lane never ends
 * @param margin from the likely end to the deadline; negative when the deadline is missed
 * @param holds whether the likely end is not after the deadline
 */
public record Outlook(Instant likelyEnd, Duration margin, boolean holds) {
    /**
     * The outlook of a rollout under way.
     *
     * @param startedAt of the phases that have started, by number
     * @param over numbers of the phases that are through
     * @param now platform time
     */
    public static Outlook of(Forecast forecast, Map<Integer, Instant> startedAt, Set<Integer> over, Instant now) {
        int last = forecast.phases().size();
        Delay delay = last == 0 ? Delay.NONE : Delay.of(last, forecast, startedAt, over, now);
        Instant end = Delay.later(forecast.likelyEnd(), delay.ofLikely());
        Instant likelyEnd = end.isBefore(now) ? now : end;
        return new Outlook(
                likelyEnd, Duration.between(likelyEnd, forecast.deadline()), !likelyEnd.isAfter(forecast.deadline()));
    }
}
