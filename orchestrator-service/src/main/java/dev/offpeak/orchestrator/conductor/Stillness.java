package dev.offpeak.orchestrator.conductor;

import dev.offpeak.orchestrator.store.TouchStore;
import dev.offpeak.time.PlatformClock;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Saves looks that would find what the last one found: nothing has changed since that began, nothing has come due, and nobody waits
 * for what announces itself by no change. What is saved is work only; once a minute (real time) a look is made in any case.
 */
@ApplicationScoped
class Stillness {
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final LastLook NEVER = new LastLook(TouchStore.BEGINNING, Instant.MIN);

    private final TouchStore touches;
    private final Pool pool;
    private final PlatformClock clock;
    private final Map<String, LastLook> lastLooks = new ConcurrentHashMap<>();

    Stillness(TouchStore touches, Pool pool, PlatformClock clock) {
        this.touches = touches;
        this.pool = pool;
        this.clock = clock;
    }

    /** @param moment as the database tells it, before the look began */
    private record LastLook(String moment, Instant realAt) {}

    /**
     * Looks at a rollout, unless everything is still.
     *
     * @param nextDue the platform time at which something will be due by itself, as far as the last look saw
     */
    Uni<Void> look(String rollout, Supplier<Optional<Instant>> nextDue, Supplier<Uni<Void>> look) {
        LastLook last = lastLooks.getOrDefault(rollout, NEVER);
        Instant realNow = clock.realNow();
        return touches.since(pool, last.moment()).chain(now -> {
            boolean due = nextDue.get().filter(at -> !at.isAfter(clock.now())).isPresent();
            boolean lately = realNow.minus(LONGEST).isBefore(last.realAt());
            if (lately && !due && !now.touched() && !now.restless()) {
                return Uni.createFrom().voidItem();
            }
            lastLooks.remove(rollout);
            return look.get().invoke(() -> lastLooks.put(rollout, new LastLook(now.moment(), realNow)));
        });
    }

    void forget(String rollout) {
        lastLooks.remove(rollout);
    }
}
