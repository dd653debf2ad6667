package dev.offpeak.assessment.store;

import dev.offpeak.embedded.PostgresServer;
import dev.offpeak.embedded.TestServers;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import java.util.List;
import java.util.stream.StreamSupport;

/** A pool on a test's database, with the services' own client. */
record TestPool(Vertx vertx, Pool pool) implements AutoCloseable {
    static TestPool of(String database) {
        PostgresServer server = TestServers.postgres();
        Vertx vertx = Vertx.vertx();
        return new TestPool(
                vertx,
                new Pool(PgBuilder.pool()
                        .using(vertx.getDelegate())
                        .connectingTo(PgConnectOptions.fromUri(server.reactiveUrl(database))
                                .setUser(server.user())
                                .setPassword(server.password()))
                        .build()));
    }

    void run(String sql) {
        pool.query(sql).executeAndAwait();
    }

    /** The first column of a query. */
    List<Long> longs(String sql) {
        return StreamSupport.stream(pool.query(sql).executeAndAwait().spliterator(), false)
                .map(row -> row.getLong(0))
                .toList();
    }

    @Override
    public void close() {
        pool.closeAndAwait();
        vertx.closeAndAwait();
    }
}
