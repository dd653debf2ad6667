package dev.offpeak.compute.health;

import dev.offpeak.compute.domain.health.HeartbeatPace;
import dev.offpeak.compute.work.AgentsConfig;
import dev.offpeak.time.PlatformClock;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.OptionalLong;

/** How often guests are asked for heartbeats at the clock's present rate. */
@ApplicationScoped
public class Pace {
    private final HeartbeatPace pace;
    private final PlatformClock clock;

    Pace(AgentsConfig config, PlatformClock clock) {
        this.pace = new HeartbeatPace(config.heartbeatInterval(), config.heartbeatLapse());
        this.clock = clock;
    }

    /**
     * Real seconds between heartbeats.
     *
     * @param verificationMillis platform time of the verification under way; empty when there is none
     */
    public double seconds(OptionalLong verificationMillis) {
        Duration interval = verificationMillis.isPresent()
                ? pace.whileVerifying(real(verificationMillis.getAsLong()))
                : pace.usual();
        return interval.toMillis() / 1000.0;
    }

    /** Real time between two signals of a verification that is too long. */
    Duration lapse(long verificationMillis) {
        return pace.lapseWhileVerifying(real(verificationMillis));
    }

    private Duration real(long platformMillis) {
        return clock.segment().realFor(Duration.ofMillis(platformMillis));
    }
}
