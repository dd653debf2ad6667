package dev.offpeak.compute.agents;

import dev.offpeak.messaging.Tick;
import dev.offpeak.messaging.Ticks;
import dev.offpeak.messaging.Transaction;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Calls waiting hosts, in every replica, when some descriptor changed: a hint, for the feed itself looks once a second. It is given
 * after the commit and once for many changes, because PostgreSQL lets transactions that notify commit one by one only.
 */
@ApplicationScoped
class HostCalls {
    /** Notification that some descriptor changed; no payload. */
    static final String CHANNEL = "offpeak_guests";

    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final Duration DISTANCE = Duration.ofMillis(50);

    private final Pool pool;
    private final Ticks ticks;
    private final AtomicBoolean due = new AtomicBoolean();
    private final Runnable call = this::soon;
    private volatile Tick tick;

    HostCalls(Pool pool, Ticks ticks) {
        this.pool = pool;
        this.ticks = ticks;
    }

    void onStart(@Observes StartupEvent started) {
        tick = ticks.every(PERIOD, DISTANCE, "The call to hosts", this::call);
    }

    /** Calls them once that transaction, which changed a descriptor, has committed. */
    void afterCommit(Transaction tx) {
        tx.afterCommit(call);
    }

    /** A change that commits while the service still starts is called out with the first tick. */
    private void soon() {
        due.set(true);
        Tick started = tick;
        if (started != null) {
            started.wake();
        }
    }

    private Uni<Void> call() {
        return due.getAndSet(false)
                ? pool.query("NOTIFY " + CHANNEL).execute().replaceWithVoid()
                : Uni.createFrom().voidItem();
    }
}
