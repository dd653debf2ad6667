package dev.offpeak.messaging;

import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * One step done again and again in this process: every period, and when woken: at once, or a little later where steps keep a distance,
 * so that under load each finds more to do at once. Never two at a time; a step that
 * hangs is given up, one that fails is logged, and the next one is done all the same. The other replicas do the same:
 * what may be done by one alone is claimed in the database.
 */
public final class Tick {
    private static final Logger LOG = Logger.getLogger(Tick.class);
    static final Duration LONGEST_STEP = Duration.ofSeconds(30);
    private static final long NANOS_A_MILLISECOND = 1_000_000;

    private final Vertx vertx;
    private final String name;
    private final Supplier<Uni<Void>> step;
    private final long distanceNanos;
    private final Duration longest;
    private final long timer;
    private final AtomicBoolean running = new AtomicBoolean();
    private final AtomicBoolean woken = new AtomicBoolean();
    private final AtomicBoolean waiting = new AtomicBoolean();
    private final AtomicBoolean failing = new AtomicBoolean();
    private volatile long begunNanos;
    private volatile boolean stopped;

    /**
     * @param distance between the beginnings of two steps, at least
     * @param longest after which a step is given up
     */
    Tick(Vertx vertx, Duration period, Duration distance, Duration longest, String name, Supplier<Uni<Void>> step) {
        this.vertx = vertx;
        this.distanceNanos = distance.toNanos();
        this.longest = longest;
        this.begunNanos = System.nanoTime() - distanceNanos;
        this.name = name;
        this.step = step;
        this.timer = vertx.setPeriodic(Math.max(1, period.toMillis()), id -> start());
    }

    /** Does the step soon, or once more after the one that is running; to be called after a commit that gave it work. */
    public void wake() {
        woken.set(true);
        startInTime();
    }

    private void startInTime() {
        long wait = distanceNanos - (System.nanoTime() - begunNanos);
        if (wait <= 0) {
            start();
        } else if (waiting.compareAndSet(false, true)) {
            vertx.setTimer(Math.max(1, wait / NANOS_A_MILLISECOND), id -> {
                waiting.set(false);
                start();
            });
        }
    }

    private void start() {
        if (stopped || !running.compareAndSet(false, true)) {
            return;
        }
        woken.set(false);
        begunNanos = System.nanoTime();
        Context context = VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext());
        VertxContextSafetyToggle.setContextSafe(context, true);
        context.runOnContext(x -> Uni.createFrom()
                .deferred(step::get)
                .ifNoItem()
                .after(longest)
                .fail()
                .subscribe()
                .with(done -> end(null), this::end));
    }

    private void end(Throwable failure) {
        if (failure == null) {
            if (failing.compareAndSet(true, false)) {
                LOG.infof("%s works again", name);
            }
        } else if (!stopped && failing.compareAndSet(false, true)) {
            if (Failures.isOutage(failure)) {
                LOG.warnf("%s waits for a server: %s", name, failure.getMessage());
            } else {
                LOG.errorf(failure, "%s failed; it is tried again until it works", name);
            }
        }
        running.set(false);
        if (woken.get()) {
            startInTime();
        }
    }

    /** No further step is begun. */
    public void stop() {
        stopped = true;
        vertx.cancelTimer(timer);
    }
}
