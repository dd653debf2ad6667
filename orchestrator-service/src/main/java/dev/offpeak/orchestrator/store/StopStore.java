package dev.offpeak.orchestrator.store;

import static dev.offpeak.orchestrator.store.Columns.at;
import static dev.offpeak.orchestrator.store.Columns.row;
import static dev.offpeak.orchestrator.store.Columns.stream;

import dev.offpeak.orchestrator.domain.PlatformStop;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** The stop of everything. Its lock is the platform's fence: dispatchers share it, whoever stops has it alone. */
@ApplicationScoped
public class StopStore {
    /** What stands; empty when nothing is stopped. */
    public Uni<Optional<PlatformStop>> current(SqlClient client) {
        return client.preparedQuery("select at, by, why from platform_stop")
                .execute()
                .map(rows -> stream(rows)
                        .findFirst()
                        .map(found -> new PlatformStop(
                                Columns.instant(found, "at"), found.getString("by"), found.getString("why"))));
    }

    /** Stops everything, with every dispatcher shut out until the transaction ends. Answers false when it is stopped already. */
    public Uni<Boolean> stop(SqlConnection connection, PlatformStop stop) {
        return connection
                .preparedQuery("select pg_advisory_xact_lock(hashtext('fence'), hashtext('platform'))")
                .execute()
                .chain(() -> connection
                        .preparedQuery(
                                "insert into platform_stop (at, by, why) values ($1, $2, $3) on conflict (one) do nothing")
                        .execute(row(at(stop.at()), stop.by(), stop.why())))
                .map(inserted -> inserted.rowCount() > 0);
    }

    /** Answers whether anything was stopped. */
    public Uni<Boolean> release(SqlConnection connection) {
        return connection.preparedQuery("delete from platform_stop").execute().map(deleted -> deleted.rowCount() > 0);
    }
}
