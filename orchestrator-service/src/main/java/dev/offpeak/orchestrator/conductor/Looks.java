package dev.offpeak.orchestrator.conductor;

import dev.offpeak.messaging.Tick;
import dev.offpeak.messaging.Ticks;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * When to look: at once after an event that this replica took, and every tick (real time), for what other replicas took and for
 * what time alone brings.
 */
@ApplicationScoped
class Looks {
    private final Ticks ticks;
    private final Conductor conductor;
    private final Upkeep upkeep;
    private final Wake wake;
    private final Duration every;
    private Tick tick;

    Looks(
            Ticks ticks,
            Conductor conductor,
            Upkeep upkeep,
            Wake wake,
            @ConfigProperty(name = "offpeak.conductor.tick", defaultValue = "PT0.2S") Duration every) {
        this.ticks = ticks;
        this.conductor = conductor;
        this.upkeep = upkeep;
        this.wake = wake;
        this.every = every;
    }

    void start(@Observes StartupEvent started) {
        tick = ticks.every(every, "The conductor's look", this::look);
        wake.listen(tick::wake);
    }

    void stop(@Observes ShutdownEvent stopping) {
        tick.stop();
    }

    private Uni<Void> look() {
        return upkeep.beforeLook()
                .chain(ready -> ready ? conductor.look() : Uni.createFrom().voidItem())
                .chain(upkeep::afterLook);
    }
}
