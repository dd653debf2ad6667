package dev.offpeak.assessment.schedule;

import dev.offpeak.arm.Operations;
import dev.offpeak.assessment.result.ResultViews;
import dev.offpeak.assessment.store.AssessmentStore;
import dev.offpeak.assessment.store.FindingStore;
import dev.offpeak.assessment.store.VmStore;
import dev.offpeak.assessment.store.WindowStore;
import dev.offpeak.embedded.PostgresServer;
import dev.offpeak.embedded.TestServers;
import dev.offpeak.messaging.Json;
import dev.offpeak.messaging.Transactions;
import dev.offpeak.regions.RegionCatalog;
import dev.offpeak.time.PlatformClock;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import java.time.Duration;

/** One replica of the service, without its edges: its own Vert.x and its own pool on a database that others share. */
final class Replica implements AutoCloseable {
    final Vertx vertx = Vertx.vertx();
    final Pool pool;
    final Transactions transactions;
    final VmStore vms = new VmStore();
    final AssessmentStore store = new AssessmentStore();
    final FindingStore findings = new FindingStore();
    final Operations operations;
    final Assessments assessments;
    final AssessmentLoop loop;
    final History history;

    Replica(String database, PlatformClock clock, Duration patience) {
        PostgresServer server = TestServers.postgres();
        pool = new Pool(PgBuilder.pool()
                .using(vertx.getDelegate())
                .connectingTo(PgConnectOptions.fromUri(server.reactiveUrl(database))
                        .setUser(server.user())
                        .setPassword(server.password()))
                .build());
        transactions = Transactions.withoutRelay(vertx, pool, "assessment-service");
        operations = new Operations(pool, clock, Json.mapper(), "assessment-service", Duration.ofDays(2));
        assessments = new Assessments(
                vms,
                store,
                findings,
                new WindowStore(RegionCatalog.builtIn()),
                operations,
                new ResultViews(),
                clock,
                Duration.ofDays(1),
                Duration.ofMinutes(30),
                patience);
        loop = new AssessmentLoop(transactions, vms, store, assessments, clock);
        history = new History(pool, store, clock, Duration.ofDays(30));
    }

    @Override
    public void close() {
        pool.closeAndAwait();
        vertx.closeAndAwait();
    }
}
