package dev.offpeak.messaging;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Keeps the tables small and the outbox in sight: {@code offpeak_outbox_oldest_seconds} and {@code offpeak_outbox_messages}
 * tell when the broker does not take what we send. Every replica does it; doing it twice changes nothing.
 */
@ApplicationScoped
class Housekeeping {
    private static final Duration LOOK = Duration.ofSeconds(10);
    private static final Duration CLEAN = Duration.ofHours(1);
    private static final String UNSENT =
            """
            SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - min(created_at)), 0)::bigint FROM outbox
            """;
    private static final String FORGET =
            "DELETE FROM inbox WHERE received_at < clock_timestamp() - make_interval(secs => $1)";

    private final Pool pool;
    private final Ticks ticks;
    private final Duration retention;
    private final AtomicLong messages = new AtomicLong();
    private final AtomicLong oldestSeconds = new AtomicLong();

    /** @param retention real time after which a message may come again and would be taken for a new one */
    @Inject
    Housekeeping(
            Pool pool,
            Ticks ticks,
            MeterRegistry meters,
            @ConfigProperty(name = "offpeak.inbox.retention", defaultValue = "P35D") Duration retention) {
        this.pool = pool;
        this.ticks = ticks;
        this.retention = retention;
        meters.gauge("offpeak.outbox.messages", messages);
        meters.gauge("offpeak.outbox.oldest.seconds", oldestSeconds);
    }

    void onStart(@Observes StartupEvent started) {
        ticks.every(LOOK, "The look at the outbox", this::look);
        ticks.every(CLEAN, "The inbox's cleaning", this::clean);
    }

    private Uni<Void> look() {
        return pool.query(UNSENT)
                .execute()
                .invoke(rows -> {
                    messages.set(rows.iterator().next().getLong(0));
                    oldestSeconds.set(rows.iterator().next().getLong(1));
                })
                .replaceWithVoid();
    }

    /** Forgets messages received longer ago than the retention. */
    Uni<Void> clean() {
        return pool.preparedQuery(FORGET)
                .execute(Tuple.of((double) retention.toSeconds()))
                .replaceWithVoid();
    }
}
