package dev.offpeak.orchestrator.store;

import static dev.offpeak.orchestrator.store.Columns.at;
import static dev.offpeak.orchestrator.store.Columns.row;
import static dev.offpeak.orchestrator.store.Columns.stream;
import static dev.offpeak.orchestrator.store.Columns.texts;

import dev.offpeak.messaging.Transaction;
import dev.offpeak.orchestrator.domain.FleetVm;
import dev.offpeak.orchestrator.domain.VmId;
import dev.offpeak.orchestrator.planner.Waiter;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** VMs that were refused an order for an interlock, and since when: nobody is forgotten when a replica dies. */
@ApplicationScoped
public class WaiterStore implements Waiters {
    private final FleetRows fleet;

    WaiterStore(FleetRows fleet) {
        this.fleet = fleet;
    }

    @Override
    public Uni<List<Waiter>> ofOthers(Transaction transaction, String rolloutId, Instant now) {
        return transaction
                .connection()
                .preparedQuery(
                        """
                        select w.*, a.waiting_since, e.deadline
                        from assignment a join rollout r on r.id = a.rollout_id join release e on e.name = r.release_name
                        join ("""
                                + "select " + FleetRows.COLUMNS + " from " + FleetRows.SOURCES_OF_SOME
                                + " where not v.deleted"
                                + """
                        ) w using (vm_id)
                        where a.rollout_id <> $1 and a.waiting_since is not null and a.state in ('Waiting', 'Partial', 'Failed')
                        and r.state = 'InProgress' and e.deadline > $2 and e.deadline < $3 order by a.vm_id, a.rollout_id""")
                .execute(row(rolloutId, at(now), at(Waiter.lastWindowsBefore(now))))
                .map(rows -> stream(rows).map(this::waiter).toList());
    }

    @Override
    public Uni<Void> update(
            Transaction transaction, String rolloutId, Map<VmId, Instant> since, Collection<VmId> over) {
        Uni<Void> ended = over.isEmpty()
                ? Uni.createFrom().voidItem()
                : transaction
                        .connection()
                        .preparedQuery(
                                "update assignment set waiting_since = null where rollout_id = $1 and vm_id = any($2)")
                        .execute(row(
                                rolloutId, texts(over.stream().map(VmId::value).toList())))
                        .replaceWithVoid();
        return since.isEmpty() ? ended : ended.chain(() -> begin(transaction.connection(), rolloutId, since));
    }

    /** Who waits already keeps the moment at which it began; who was ordered meanwhile does not wait. */
    private static Uni<Void> begin(SqlConnection connection, String rolloutId, Map<VmId, Instant> since) {
        return connection
                .preparedQuery(
                        """
                        update assignment a set waiting_since = coalesce(a.waiting_since, u.since)
                        from unnest($2::text[], $3::timestamptz[]) as u(vm_id, since)
                        where a.rollout_id = $1 and a.vm_id = u.vm_id and a.state in ('Waiting', 'Partial', 'Failed')""")
                .execute(row(
                        rolloutId,
                        texts(since.keySet().stream().map(VmId::value).toList()),
                        at(since.values())))
                .replaceWithVoid();
    }

    private Waiter waiter(Row row) {
        FleetVm vm = fleet.vm(row);
        return new Waiter(
                vm.id(),
                vm.placement(),
                vm.hours(),
                Columns.instant(row, "deadline"),
                Columns.instant(row, "waiting_since"));
    }
}
