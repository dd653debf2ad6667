package dev.offpeak.bench;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * One kind of work on the database over a fixed number of connections, by the client that the services use: what the server and
 * the client can do with nothing around them.
 *
 * @param work once on that connection
 */
record SqlLoad(String name, Vertx vertx, List<PgConnection> connections, Function<PgConnection, Future<?>> work)
        implements Load {
    private static final long LONGEST_RUN_SECONDS = 600;

    @Override
    public Tally run(Duration time) {
        Tally.Counter counter = new Tally.Counter();
        long until = System.nanoTime() + time.toNanos();
        List<Future<Void>> ends = new ArrayList<>();
        for (PgConnection connection : connections) {
            Promise<Void> end = Promise.promise();
            ends.add(end.future());
            vertx.runOnContext(x -> again(connection, counter, until, end));
        }
        HttpConnections.await(Future.all(ends), LONGEST_RUN_SECONDS, name);
        return counter.end();
    }

    private void again(PgConnection connection, Tally.Counter counter, long until, Promise<Void> end) {
        long begun = System.nanoTime();
        if (begun >= until) {
            end.complete();
            return;
        }
        work.apply(connection).onComplete(done -> {
            if (done.failed()) {
                end.tryFail(done.cause());
                return;
            }
            counter.answered(System.nanoTime() - begun);
            again(connection, counter, until, end);
        });
    }
}
