package dev.offpeak.orchestrator.store;

import static dev.offpeak.orchestrator.store.Columns.row;
import static dev.offpeak.orchestrator.store.Columns.stream;

import dev.offpeak.orchestrator.domain.HoldReason;
import dev.offpeak.orchestrator.domain.VmId;
import dev.offpeak.orchestrator.domain.VmProgress;
import dev.offpeak.orchestrator.planner.Assignment;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How rollouts stand, for those who look at them. */
@ApplicationScoped
public class StandingStore {
    private final FleetRows fleet;

    StandingStore(FleetRows fleet) {
        this.fleet = fleet;
    }

    /** VMs of a rollout, by id. */
    public Uni<List<VmStanding>> vms(SqlClient client, String rolloutId, VmFilter filter) {
        return client.preparedQuery(
                        """
                        with page as (
                        select a.*, v.resource_id, v.name, v.subscription_id, v.availability_set, v.update_domain, v.time_zone, v.deleted,
                            w.window_start, w.window_end, w.name as window_policy, w.scope as policy_scope,
                            h.health, e.critical_and_security,
                            case a.hold
                                when 'PairedRegionBusy' then (select string_agg(distinct 'region ' || b.value, ', ') from pair_edge p
                                    join busy b on b.kind = 'pair' and b.key = p.first || '|' || p.second
                                    where a.region in (p.first, p.second) and b.value <> a.region)
                                when 'ZoneBusy' then (select 'zone ' || b.value from busy b where b.kind = 'region' and b.key = a.region)
                                when 'UpdateDomainBusy' then (select 'update domain ' || b.value from busy b
                                    where b.kind = 'set' and b.key = v.availability_set)
                                when 'SetCap' then (select b.n || ' of the set in update domain ' || b.value from busy b
                                    where b.kind = 'set' and b.key = v.availability_set)
                                when 'SubscriptionCap' then (select count(*) || ' of the subscription in flight' from in_flight f
                                    where f.subscription_id = v.subscription_id and f.region = a.region and f.availability_set is null)
                                when 'MakingRoom' then (select 'VM ' || w.vm_id from assignment w join rollout r on r.id = w.rollout_id
                                    join release l on l.name = r.release_name
                                    where w.waiting_since is not null and r.state = 'InProgress' and w.vm_id <> a.vm_id
                                    and (w.region = a.region or exists (select from pair_edge p
                                        where a.region in (p.first, p.second) and w.region in (p.first, p.second)))
                                    order by l.deadline, w.waiting_since, w.vm_id limit 1)
                                when 'PeerUnhealthy' then (select string_agg('VM ' || s.vm_id, ', ' order by s.vm_id) from set_hold s
                                    where s.availability_set = v.availability_set)
                            end as holder
                        from assignment a join vm v using (vm_id) left join window_policy w on w.scope = v.window_scope left join vm_health h using (vm_id) left join assessment e using (vm_id)
                        where a.rollout_id = $1 and ($2::text is null or a.state = $2) and ($3::text is null or a.region = $3)
                        and ($4::text is null or a.hold = $4) and ($5::text is null or a.vm_id = lower($5)) and ($6::text is null or a.vm_id > $6)
                        order by a.vm_id limit $7),
                        scopes as (
                            select subscription_id, region, count(*)::int as outside_sets from vm
                            where (subscription_id, region) in (select distinct subscription_id, region from page)
                            and not deleted and availability_set is null group by 1, 2)
                        select page.*, case when availability_set is null then outside_sets end as outside_sets
                        from page left join scopes using (subscription_id, region) order by vm_id""")
                .execute(row(
                        rolloutId,
                        filter.state().map(VmProgress::toString).orElse(null),
                        filter.region().orElse(null),
                        filter.hold().map(HoldReason::toString).orElse(null),
                        filter.vmId().orElse(null),
                        filter.after().orElse(null),
                        filter.limit()))
                .map(rows -> stream(rows).map(this::standing).toList());
    }

    /** How many VMs that still exist are held, by reason. */
    public Uni<Map<HoldReason, Integer>> held(SqlClient client, String rolloutId) {
        return client.preparedQuery(
                        """
                        select hold, sum(n)::int as n from tally_now
                        where rollout_id = $1 and hold <> '' and not gone group by hold order by hold""")
                .execute(row(rolloutId))
                .map(rows -> {
                    Map<HoldReason, Integer> held = new LinkedHashMap<>();
                    stream(rows)
                            .forEach(found -> held.put(
                                    Columns.word(HoldReason.values(), found.getString("hold")), found.getInteger("n")));
                    return held;
                });
    }

    private VmStanding standing(Row row) {
        Optional<HoldReason> hold = Columns.maybeText(row, "hold").map(word -> Columns.word(HoldReason.values(), word));
        return new VmStanding(
                new Assignment(
                        new VmId(row.getString("vm_id")),
                        row.getInteger("phase"),
                        row.getString("region"),
                        row.getInteger("step"),
                        row.getString("zone"),
                        row.getInteger("batch")),
                row.getString("resource_id"),
                row.getString("name"),
                FleetRows.placement(row),
                fleet.hours(row),
                Columns.maybeText(row, "window_policy")
                        .map(name -> new VmStanding.ChosenBy(name, row.getString("policy_scope"))),
                row.getBoolean("deleted"),
                Columns.word(VmProgress.values(), row.getString("state")),
                row.getInteger("attempts"),
                row.getInteger("failed_windows"),
                Columns.maybeText(row, "last_activity"),
                Columns.maybeInstant(row, "last_ordered_at"),
                Columns.maybeText(row, "last_error"),
                hold,
                Columns.maybeText(row, "hold_sentence").or(() -> hold.map(HoldReason::sentence)),
                Columns.maybeInstant(row, "hold_until"),
                Columns.maybeInstant(row, "held_since"),
                Columns.maybeText(row, "holder"),
                Columns.maybeText(row, "health"),
                Optional.ofNullable(row.getInteger("critical_and_security")),
                Optional.ofNullable(row.getInteger("outside_sets")),
                Columns.instant(row, "changed_at"));
    }
}
