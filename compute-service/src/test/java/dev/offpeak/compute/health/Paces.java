package dev.offpeak.compute.health;

import dev.offpeak.compute.work.AgentsConfig;
import dev.offpeak.time.PlatformClock;

/** A pace for tests of other packages. */
public final class Paces {
    private Paces() {}

    public static Pace of(AgentsConfig config, PlatformClock clock) {
        return new Pace(config, clock);
    }
}
