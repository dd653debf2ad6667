package dev.offpeak.compute.work;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Forgets finished work: scans, orders and verifications that are over, and deleted VMs' guests that hosts were told of. Their results
 * live on with the services that asked for them. What is kept is enough to recognise repeated and late reports; a host that was away for
 * longer asks for its guests from the start. Sets of rows, each a statement of its own; several replicas may do it at once.
 */
@ApplicationScoped
public class FinishedWork {
    private static final int MOST_AT_ONCE = 2000;
    private static final List<String> FORGET = List.of(
            forget("assessment_work", "activity_id", "NOT open", "real_created_at"),
            forget("installation_order", "activity_id", "state IN ('Ended', 'Withdrawn')", "real_created_at"),
            forget("verification", "activity_id", "verdict IS NOT NULL", "began_heard_at"),
            forget("guest", "vm_id", "deleted AND listed IS NOT NULL", "real_deleted_at"));

    private final Pool pool;
    private final Duration retention;

    FinishedWork(Pool pool, AgentsConfig config) {
        this.pool = pool;
        this.retention = config.finishedWorkRetention();
    }

    /** Takes one round's share; how many rows went. */
    public Uni<Integer> round() {
        return Multi.createFrom()
                .iterable(FORGET)
                .onItem()
                .transformToUniAndConcatenate(statement ->
                        pool.preparedQuery(statement).execute(Tuple.of(retention.toMillis(), MOST_AT_ONCE)))
                .collect()
                .with(Collectors.summingInt(rows -> rows.rowCount()));
    }

    private static String forget(String table, String key, String isOver, String realTime) {
        return "WITH over AS MATERIALIZED (SELECT " + key + " FROM " + table + " WHERE " + isOver + " AND " + realTime
                + " < clock_timestamp() - $1 * interval '1 millisecond' LIMIT $2 FOR UPDATE SKIP LOCKED) DELETE FROM "
                + table + " t USING over WHERE t." + key + " = over." + key;
    }
}
