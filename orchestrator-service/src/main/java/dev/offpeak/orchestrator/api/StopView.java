package dev.offpeak.orchestrator.api;

import dev.offpeak.orchestrator.domain.PlatformStop;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether everything is stopped.
 *
 * @param at platform time; left out when nothing is stopped, as are the others
 * @param by who said so
 * @param why a sentence
 */
@RegisterForReflection
public record StopView(boolean stopped, Optional<Instant> at, Optional<String> by, Optional<String> why) {
    static StopView of(Optional<PlatformStop> stop) {
        return new StopView(
                stop.isPresent(), stop.map(PlatformStop::at), stop.map(PlatformStop::by), stop.map(PlatformStop::why));
    }
}
