package dev.offpeak.orchestrator.store;

import static dev.offpeak.orchestrator.store.Columns.at;
import static dev.offpeak.orchestrator.store.Columns.row;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;

/** Since when the platform goes by a calendar of releases. */
@ApplicationScoped
public class CalendarStore {
    /** The moment of the first look of any replica: this one, if there was none before. */
    public Uni<Instant> since(SqlClient client, Instant now) {
        return client.preparedQuery("insert into calendar (since) values ($1) on conflict (one) do nothing")
                .execute(row(at(now)))
                .chain(() -> client.preparedQuery("select since from calendar").execute())
                .map(rows -> Columns.instant(rows.iterator().next(), "since"));
    }
}
