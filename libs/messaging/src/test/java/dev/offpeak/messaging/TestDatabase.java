package dev.offpeak.messaging;

import dev.offpeak.embedded.PostgresServer;
import dev.offpeak.embedded.TestServers;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import org.flywaydb.core.Flyway;

/** A migrated database, and pools as separate replicas have them. */
final class TestDatabase {
    private final PostgresServer server = TestServers.postgres();
    private final String name = TestServers.migratedDatabase("messaging", this::migrate);

    private void migrate(String url) {
        Flyway.configure()
                .dataSource(url, server.user(), server.password())
                .load()
                .migrate();
    }

    Pool pool(Vertx vertx) {
        return new Pool(PgBuilder.pool()
                .using(vertx.getDelegate())
                .connectingTo(PgConnectOptions.fromUri(server.reactiveUrl(name))
                        .setUser(server.user())
                        .setPassword(server.password()))
                .build());
    }

    static long count(Pool pool, String table) {
        return pool.query("SELECT count(*) FROM " + table)
                .execute()
                .await()
                .indefinitely()
                .iterator()
                .next()
                .getLong(0);
    }
}
