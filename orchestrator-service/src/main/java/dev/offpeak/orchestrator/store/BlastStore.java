package dev.offpeak.orchestrator.store;

import static dev.offpeak.orchestrator.store.Columns.row;
import static dev.offpeak.orchestrator.store.Columns.stream;

import dev.offpeak.orchestrator.domain.BlastScope;
import dev.offpeak.orchestrator.domain.BlastShare;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** What is in flight right now, as shares of what it belongs to. */
@ApplicationScoped
public class BlastStore {
    /** Only scopes in which anything is in flight are counted: their VMs are found by indexes, however large the fleet is. */
    private static final String SHARES =
            """
            with flying as (select %1$s as id, count(*)::int as n from in_flight where %2$s group by 1),
            whole as (select %1$s as id, count(*)::int as n from vm where not deleted and (%3$s) in (select %3$s from in_flight) group by 1),
            shares as (select f.id, f.n as in_flight, greatest(f.n, coalesce(w.n, 0)) as vms from flying f left join whole w using (id)),
            ranked as (select (row_number() over (order by in_flight::float8 / vms desc, in_flight desc, id))::int as rank, * from shares)
            select * from ranked where rank > $1 order by rank limit $2""";

    /**
     * The largest shares first.
     *
     * @param after rank of the last one seen; ranks are those of this moment
     */
    public Uni<List<BlastShare>> shares(SqlClient client, BlastScope scope, int after, int limit) {
        return client.preparedQuery(sql(scope)).execute(row(after, limit)).map(rows -> stream(rows)
                .map(found -> new BlastShare(
                        found.getInteger("rank"),
                        found.getString("id"),
                        found.getInteger("in_flight"),
                        found.getInteger("vms")))
                .toList());
    }

    private static String sql(BlastScope scope) {
        return switch (scope) {
            case AVAILABILITY_SETS ->
                SHARES.formatted("availability_set", "availability_set is not null", "availability_set");
            case ZONES -> SHARES.formatted("region || '/' || zone", "true", "region, zone");
            case REGIONS -> SHARES.formatted("region", "true", "region");
            case SUBSCRIPTIONS -> SHARES.formatted("subscription_id", "true", "subscription_id");
        };
    }
}
