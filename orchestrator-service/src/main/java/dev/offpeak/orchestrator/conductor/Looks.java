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
    private final Round round;
    private final Gauges gauges;
    private final Wake wake;
    private final Duration every;
    private Tick tick;

    Looks(
            Ticks ticks,
            Round round,
            Gauges gauges,
            Wake wake,
            @ConfigProperty(name = "offpeak.conductor.tick", defaultValue = "PT0.2S") Duration every) {
        this.ticks = ticks;
        this.round = round;
        this.gauges = gauges;
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
        return round.go()
                .chain(kept -> kept ? gauges.refresh() : Uni.createFrom().voidItem());
    }
}
