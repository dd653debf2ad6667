package dev.offpeak.simulation.world;

import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;

/** Strikes at random until it is told to heal, and counts what struck. */
public final class Faults {
    private final SplittableRandom random;
    private final Map<Fault, Long> struck = new EnumMap<>(Fault.class);
    private boolean healed;

    Faults(SplittableRandom random, boolean healed) {
        this.random = random;
        this.healed = healed;
    }

    /** Whether it strikes here. */
    boolean strikes(Fault fault) {
        if (healed || random.nextDouble() >= fault.rate()) {
            return false;
        }
        struck.merge(fault, 1L, Long::sum);
        return true;
    }

    /** No new ones from now on; what is dead stays dead. */
    void heal() {
        healed = true;
    }

    boolean healed() {
        return healed;
    }

    /** How often each struck; those that never did are left out. */
    public Map<Fault, Long> struck() {
        return struck;
    }
}
