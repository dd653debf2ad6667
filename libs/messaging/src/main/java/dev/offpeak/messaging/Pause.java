package dev.offpeak.messaging;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import java.time.Duration;

/** Waiting that comes back on the Vert.x context it left: Mutiny's own delay comes back on a worker thread. */
final class Pause {
    private Pause() {}

    static Uni<Void> of(Vertx vertx, Duration duration) {
        return Uni.createFrom().emitter(emitter -> vertx.getDelegate()
                .setTimer(Math.max(1, duration.toMillis()), timer -> emitter.complete(null)));
    }
}
