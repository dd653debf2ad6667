package dev.offpeak.orchestrator.store;

import static dev.offpeak.orchestrator.store.Columns.row;
import static dev.offpeak.orchestrator.store.Columns.stream;
import static dev.offpeak.orchestrator.store.Columns.texts;

import dev.offpeak.messaging.Transaction;
import dev.offpeak.regions.RegionPair;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The pairs that the interlocks know, the sets that are held, and what is in flight. */
@ApplicationScoped
public class InterlockStore implements Holds {
    @Override
    public Uni<Void> storePairs(Transaction transaction, Collection<RegionPair> pairs) {
        List<String> first = pairs.stream().map(RegionPair::first).toList();
        List<String> second = pairs.stream().map(RegionPair::second).toList();
        return transaction
                .connection()
                .preparedQuery(
                        """
                        delete from pair_edge e where not exists (
                            select from unnest($1::text[], $2::text[]) as u(first, second) where u.first = e.first and u.second = e.second)""")
                .execute(row(texts(first), texts(second)))
                .chain(() -> transaction
                        .connection()
                        .preparedQuery(
                                """
                                insert into pair_edge (first, second) select u.first, u.second from unnest($1::text[], $2::text[]) as u(first, second)
                                where not exists (select from pair_edge e where e.first = u.first and e.second = u.second)
                                on conflict do nothing""")
                        .execute(row(texts(first), texts(second))))
                .replaceWithVoid();
    }

    @Override
    public Uni<Void> liftOutlivedHolds(Transaction transaction, Duration grace) {
        return transaction
                .connection()
                .preparedQuery(
                        """
                        delete from set_hold s using vm_health h where h.vm_id = s.vm_id and h.health = 'Healthy'
                        and s.real_since < clock_timestamp() - $1 * interval '1 millisecond'""")
                .execute(row(grace.toMillis()))
                .replaceWithVoid();
    }

    @Override
    public Uni<Boolean> releaseHold(Transaction transaction, String vmId) {
        return transaction
                .connection()
                .preparedQuery("delete from set_hold where vm_id = lower($1)")
                .execute(row(vmId))
                .map(deleted -> deleted.rowCount() > 0);
    }

    public Uni<Long> countInFlight(SqlClient client) {
        return client.preparedQuery("select count(*) as n from in_flight")
                .execute()
                .map(rows -> rows.iterator().next().getLong("n"));
    }

    /** How many VMs of rollouts that are not over are held, by reason. */
    public Uni<Map<String, Long>> countHeld(SqlClient client) {
        return client.preparedQuery(
                        """
                        select t.hold, sum(t.n) as n from tally_now t join rollout r on r.id = t.rollout_id
                        where t.hold <> '' and r.state in ('AwaitingApproval', 'Planned', 'InProgress', 'Paused', 'Halted') group by t.hold order by t.hold""")
                .execute()
                .map(rows -> {
                    Map<String, Long> held = new LinkedHashMap<>();
                    stream(rows).forEach(found -> held.put(found.getString("hold"), found.getLong("n")));
                    return held;
                });
    }
}
