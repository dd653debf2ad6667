package dev.offpeak.orchestrator.conductor;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** One round of a replica: a look at every rollout, with the upkeep that belongs before and after it. May be lost, or die at any point. */
@ApplicationScoped
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
