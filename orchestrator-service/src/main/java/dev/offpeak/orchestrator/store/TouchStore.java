package dev.offpeak.orchestrator.store;

import static dev.offpeak.orchestrator.store.Columns.row;

import dev.offpeak.messaging.Transaction;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.enterprise.context.ApplicationScoped;

/** Whether anything has changed that looks go by, and the upkeep of what tells it (V70__tallies.sql, V71__touched.sql). */
@ApplicationScoped
public class TouchStore {
    /** Before every transaction. */
    public static final String BEGINNING = "0";

    /**
     * How things are.
     *
     * @param moment to ask from the next time
     * @param touched whether anything has changed since the moment asked from
     * @param restless whether VMs wait for something that no change announces: an interlock, or the time after a refusal
     */
    public record Stillness(String moment, boolean touched, boolean restless) {}

    /** @param since {@link #BEGINNING}, or the moment of an earlier answer, two minutes old at most */
    public Uni<Stillness> since(SqlClient client, String since) {
        return client.preparedQuery(
                        """
                        select pg_snapshot_xmin(pg_current_snapshot())::text as moment,
                            exists (select from touched where xid >= $1::text::xid8) as touched,
                            exists (select from assignment a join rollout r on r.id = a.rollout_id
                                where a.waiting_since is not null and r.state = 'InProgress')
                            or exists (select from assignment where real_refused_at > clock_timestamp() - interval '2 minutes') as restless""")
                .execute(row(since))
                .map(rows -> {
                    Row found = rows.iterator().next();
                    return new Stillness(
                            found.getString("moment"), found.getBoolean("touched"), found.getBoolean("restless"));
                });
    }

    /** Folds what rollouts' VMs did into the sums that are read, and forgets changes that nobody asks for any more. */
    public Uni<Void> tidy(Transaction transaction) {
        return transaction
                .connection()
                .query("select fold_tallies()")
                .execute()
                .chain(() -> transaction
                        .connection()
                        .query("delete from touched where real_at < clock_timestamp() - interval '3 minutes'")
                        .execute())
                .replaceWithVoid();
    }
}
