package dev.offpeak.messaging;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** Loops of this process that are too quick for {@code @Scheduled}, which looks once a second only. */
@ApplicationScoped
public class Ticks {
    private final Vertx vertx;
    private final List<Tick> ticks = new CopyOnWriteArrayList<>();

    @Inject
    Ticks(Vertx vertx) {
        this.vertx = vertx;
    }

    /**
     * @param period real time from one start to the next
     * @param name for the log
     * @param step runs on a Vert.x context of its own; Panache sessions may be opened in it
     */
    public Tick every(Duration period, String name, Supplier<Uni<Void>> step) {
        return every(period, Duration.ZERO, name, step);
    }

    /**
     * The same for a step that is woken often.
     *
     * @param distance real time from one start to the next, at least, also when woken
     */
    public Tick every(Duration period, Duration distance, String name, Supplier<Uni<Void>> step) {
        return every(period, distance, Tick.LONGEST_STEP, name, step);
    }

    /**
     * The same for a step that may take long.
     *
     * @param longest real time after which it is given up, as one that hangs
     */
    public Tick every(Duration period, Duration distance, Duration longest, String name, Supplier<Uni<Void>> step) {
        Tick tick = new Tick(vertx.getDelegate(), period, distance, longest, name, step);
        ticks.add(tick);
        return tick;
    }

    @PreDestroy
    void stop() {
        ticks.forEach(Tick::stop);
    }
}
