package dev.offpeak.messaging;

import static org.awaitility.Awaitility.await;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TickTest {
    private static final Duration NEVER = Duration.ofHours(1);
    private static final Duration DISTANCE = Duration.ofMillis(200);

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger begun = new AtomicInteger();
    private Tick woken;

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void manyWakesSoonAfterAStepStartOneMoreTogether() {
        Tick tick = new Tick(vertx, NEVER, DISTANCE, Tick.LONGEST_STEP, "a test", this::step);

        tick.wake();
        await().until(() -> begun.get() == 1);
        for (int i = 0; i < 100; i++) {
            tick.wake();
        }

        await().until(() -> begun.get() == 2);
        await().during(DISTANCE.multipliedBy(2)).until(() -> begun.get() == 2);
        tick.stop();
    }

    @Test
    void aWakeDuringAStepIsNotLost() {
        Tick tick = new Tick(vertx, NEVER, Duration.ZERO, Tick.LONGEST_STEP, "a test", this::stepThatWakes);
        woken = tick;

        tick.wake();

        await().until(() -> begun.get() == 2);
        tick.stop();
    }

    @Test
    void aStepThatHangsIsGivenUpAfterItsTime() {
        Tick tick = new Tick(vertx, NEVER, Duration.ZERO, Duration.ofMillis(50), "a test", this::stepThatHangs);

        tick.wake();
        await().until(() -> begun.get() == 1);
        tick.wake();

        await().until(() -> begun.get() == 2);
        tick.stop();
    }

    private Uni<Void> stepThatHangs() {
        begun.incrementAndGet();
        return Uni.createFrom().nothing();
    }

    private Uni<Void> step() {
        begun.incrementAndGet();
        return Uni.createFrom().voidItem();
    }

    private Uni<Void> stepThatWakes() {
        if (begun.get() == 0) {
            woken.wake();
        }
        return step();
    }
}
