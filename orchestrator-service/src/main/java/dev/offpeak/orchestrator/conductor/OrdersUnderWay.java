package dev.offpeak.orchestrator.conductor;

import dev.offpeak.messaging.WorkUnderWay;
import dev.offpeak.orchestrator.store.InterlockStore;
import dev.offpeak.time.PlatformClock;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Work for which an accelerated clock must slow down: orders in flight, and whatever is due, such as VMs whose window opens. What
 * is nearly due counts too, because a clock that is told late has run past it.
 */
@ApplicationScoped
class OrdersUnderWay implements WorkUnderWay {
    private final InterlockStore interlocks;
    private final Conductor conductor;
    private final Pool pool;
    private final PlatformClock clock;
    private final Duration horizon;

    OrdersUnderWay(
            InterlockStore interlocks,
            Conductor conductor,
            Pool pool,
            PlatformClock clock,
            @ConfigProperty(name = "offpeak.work.horizon", defaultValue = "PT30M") Duration horizon) {
        this.interlocks = interlocks;
        this.conductor = conductor;
        this.pool = pool;
        this.clock = clock;
        this.horizon = horizon;
    }

    @Override
    public Uni<Long> count() {
        long due = conductor
                .nextDue()
                .filter(at -> at.isBefore(clock.now().plus(horizon)))
                .map(at -> 1L)
                .orElse(0L);
        return interlocks.countInFlight(pool).map(inFlight -> inFlight + due);
    }
}
