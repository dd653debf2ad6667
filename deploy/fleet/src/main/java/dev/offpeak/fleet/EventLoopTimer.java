package dev.offpeak.fleet;

import dev.offpeak.time.PlatformClock;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Timer on a Vert.x event loop; call it on that loop only. What is due at a platform time waits in one queue whose head
 * is compared with the clock every few milliseconds, so a change of the clock's rate needs no further care.
 */
final class EventLoopTimer implements Timer {
    private static final Duration LONGEST_NAP = Duration.ofMillis(20);

    private final Vertx vertx;
    private final PlatformClock clock;
    private final PriorityQueue<Due> queue =
            new PriorityQueue<>(Comparator.comparing(Due::at).thenComparing(Due::number));
    private long count;

    EventLoopTimer(Vertx vertx, PlatformClock clock) {
        this.vertx = vertx;
        this.clock = clock;
    }

    /** Begins to work off the queue. */
    void start() {
        runDue();
    }

    /** Forgets what is due at a platform time. */
    void stop() {
        queue.clear();
    }

    @Override
    public Task at(Instant platform, Runnable action) {
        Due due = new Due(platform, count++, action);
        queue.add(due);
        return () -> queue.remove(due);
    }

    @Override
    public Task after(Duration real, Runnable action) {
        long id = vertx.setTimer(Math.max(1, real.toMillis()), timer -> action.run());
        return () -> vertx.cancelTimer(id);
    }

    private void runDue() {
        try {
            while (!queue.isEmpty() && !queue.peek().at().isAfter(clock.now())) {
                queue.poll().action().run();
            }
        } finally {
            Duration nap =
                    queue.isEmpty() ? LONGEST_NAP : clock.realUntil(queue.peek().at());
            after(nap.compareTo(LONGEST_NAP) < 0 ? nap : LONGEST_NAP, this::runDue);
        }
    }

    private record Due(Instant at, long number, Runnable action) {}
}
