package dev.offpeak.orchestrator.conductor;

import io.smallrye.mutiny.Uni;

/**
 * One round of a replica: a look at every rollout, with the upkeep that belongs before and after it. May be lost, or die at any point.
 * The service has a loop for each rollout instead ({@code Looks}); one after the other is what a simulation on one thread can do.
 */
public class Round {
    private final Upkeep upkeep;
    private final Conductor conductor;

    Round(Upkeep upkeep, Conductor conductor) {
        this.upkeep = upkeep;
        this.conductor = conductor;
    }

    /** Goes once round. Answers whether the upkeep after the look was due and done. */
    public Uni<Boolean> go() {
        return upkeep.beforeLook()
                .chain(ready -> ready ? conductor.look() : Uni.createFrom().voidItem())
                .chain(upkeep::afterLook);
    }
}
