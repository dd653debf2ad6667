package dev.offpeak.bench;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Requests of one kind over {@link HttpConnections}.
 *
 * @param request the next one for the connection of that number
 * @param expected the status that every answer must have
 */
record HttpLoad(String name, Vertx vertx, HttpConnections connections, IntFunction<Buffer> request, int expected)
        implements Load {
    @Override
    public Tally run(Duration time) {
        Tally.Counter counter = new Tally.Counter();
        long until = System.nanoTime() + time.toNanos();
        connections.run(vertx, new HttpConnections.Talk() {
            @Override
            public Optional<Buffer> next(int connection) {
                return System.nanoTime() < until ? Optional.of(request.apply(connection)) : Optional.empty();
            }

            @Override
            public void answered(int connection, HttpAnswer answer, long nanos) {
                if (answer.status() != expected) {
                    throw new BenchFailure(name + ": expected status " + expected + ", but got:\n" + answer.whole());
                }
                counter.answered(nanos);
            }
        });
        return counter.end();
    }
}
