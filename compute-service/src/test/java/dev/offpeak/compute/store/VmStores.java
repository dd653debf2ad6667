package dev.offpeak.compute.store;

import dev.offpeak.time.PlatformClock;
import java.util.List;

/** The VM store of one replica, for tests of other packages. */
public final class VmStores {
    private VmStores() {}

    public static VmStore of(PlatformClock clock, VmObserver... observers) {
        return new VmStore(clock, List.of(observers));
    }
}
