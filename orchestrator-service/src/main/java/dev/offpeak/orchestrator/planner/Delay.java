package dev.offpeak.orchestrator.planner;

import dev.offpeak.orchestrator.planner.Forecast.PhaseForecast;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * How much later a phase begins than its forecast said, as it looks now; negative where it begins sooner.
 *
 * @param ofEarliest after the earliest start
 * @param ofLikely after the likely start
 */
public record Delay(Duration ofEarliest, Duration ofLikely) {
    /** As forecast. */
    public static final Delay NONE = new Delay(Duration.ZERO, Duration.ZERO);

    /**
     * The delay of a phase: its own where it has started; else that of the last one before it that has, and what that one overruns
     * its end by. Where none has started, the first begins now at the earliest.
     *
     * @param startedAt of the phases that have started, by number
     * @param over numbers of the phases that are through
     * @param now platform time
     */
    public static Delay of(
            int phase, Forecast forecast, Map<Integer, Instant> startedAt, Set<Integer> over, Instant now) {
        Map.Entry<Integer, Instant> last = new TreeMap<>(startedAt).floorEntry(phase);
        if (last == null) {
            return forecast.phases().stream()
                    .findFirst()
                    .map(first -> new Delay(past(first.earliestStart(), now), past(first.startsAt(), now)))
                    .orElse(NONE);
        }
        Optional<PhaseForecast> known = forecast.phases().stream()
                .filter(candidate -> candidate.phase() == last.getKey())
                .findFirst();
        if (known.isEmpty()) {
            return NONE;
        }
        PhaseForecast started = known.get();
        Duration earliest = between(started.earliestStart(), last.getValue());
        Duration likely = between(started.startsAt(), last.getValue());
        if (last.getKey() == phase || over.contains(last.getKey())) {
            return new Delay(earliest, likely);
        }
        return new Delay(
                earliest.plus(past(later(started.earliestEnd(), earliest), now)),
                likely.plus(past(later(started.likelyEnd(), likely), now)));
    }

    /** That instant, so much later; what never comes never comes. */
    static Instant later(Instant instant, Duration by) {
        return instant.equals(Instant.MAX) ? instant : instant.plus(by);
    }

    private static Duration past(Instant due, Instant now) {
        return due.isBefore(now) ? Duration.between(due, now) : Duration.ZERO;
    }

    private static Duration between(Instant forecast, Instant actual) {
        return forecast.equals(Instant.MAX) ? Duration.ZERO : Duration.between(forecast, actual);
    }
}
