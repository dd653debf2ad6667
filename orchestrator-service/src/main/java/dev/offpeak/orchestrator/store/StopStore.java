package dev.offpeak.orchestrator.store;

import static dev.offpeak.orchestrator.store.Columns.at;
import static dev.offpeak.orchestrator.store.Columns.row;
import static dev.offpeak.orchestrator.store.Columns.stream;

import dev.offpeak.messaging.Transaction;
import dev.offpeak.orchestrator.domain.PlatformStop;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** The stop of everything. Its lock is the platform's fence: dispatchers share it, whoever stops has it alone. */
@ApplicationScoped
public class StopStore implements Stops {
    @Override
    public Uni<Optional<PlatformStop>> current(Transaction transaction) {
        return current(transaction.connection());
    }

    /** The same outside a transaction. */
    public Uni<Optional<PlatformStop>> current(SqlClient client) {
        return client.preparedQuery("select at, by, why from platform_stop")
                .execute()
                .map(rows -> stream(rows)
                        .findFirst()
                        .map(found -> new PlatformStop(
                                Columns.instant(found, "at"), found.getString("by"), found.getString("why"))));
    }

    @Override
    public Uni<Boolean> stop(Transaction transaction, PlatformStop stop) {
        return transaction
                .connection()
                .preparedQuery("select pg_advisory_xact_lock(hashtext('fence'), hashtext('platform'))")
                .execute()
                .chain(() -> transaction
                        .connection()
                        .preparedQuery(
                                "insert into platform_stop (at, by, why) values ($1, $2, $3) on conflict (one) do nothing")
                        .execute(row(at(stop.at()), stop.by(), stop.why())))
                .map(inserted -> inserted.rowCount() > 0);
    }

    @Override
    public Uni<Boolean> release(Transaction transaction) {
        return transaction
                .connection()
                .preparedQuery("delete from platform_stop")
                .execute()
                .map(deleted -> deleted.rowCount() > 0);
    }
}
