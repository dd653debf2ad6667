package dev.offpeak.orchestrator.store;

import static dev.offpeak.orchestrator.store.Columns.at;
import static dev.offpeak.orchestrator.store.Columns.row;
import static dev.offpeak.orchestrator.store.Columns.stream;
import static dev.offpeak.orchestrator.store.Columns.texts;

import dev.offpeak.messaging.Transaction;
import dev.offpeak.orchestrator.domain.Baseline;
import dev.offpeak.orchestrator.domain.ExternalWord;
import dev.offpeak.orchestrator.domain.FleetVm;
import dev.offpeak.orchestrator.domain.HoldReason;
import dev.offpeak.orchestrator.domain.PhaseState;
import dev.offpeak.orchestrator.domain.Ring;
import dev.offpeak.orchestrator.planner.Advance;
import dev.offpeak.orchestrator.planner.Assignment;
import dev.offpeak.orchestrator.planner.FleetSnapshot;
import dev.offpeak.orchestrator.planner.LanePlan;
import dev.offpeak.orchestrator.planner.PhasePlan;
import dev.offpeak.orchestrator.planner.RolloutPlan;
import dev.offpeak.orchestrator.planner.SlotFinder;
import dev.offpeak.orchestrator.planner.StepPlan;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Cursor;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToIntFunction;

/** Plans, written and read as sets. */
@ApplicationScoped
public class PlanStore implements Plans {
    /** Rows that are read or written together: bounds what a large fleet takes of the heap beside the plan itself. */
    private static final int AT_ONCE = 20_000;

    private final FleetRows fleet;
    /** For each rollout the transaction before which nobody is left to join it, as far as this process has looked. */
    private final Map<String, String> joinedBefore = new ConcurrentHashMap<>();

    PlanStore(FleetRows fleet) {
        this.fleet = fleet;
    }

    @Override
    public Uni<FleetSnapshot> fleet(Transaction transaction) {
        return transaction
                .connection()
                .prepare("select " + FleetRows.COLUMNS + " from " + FleetRows.SOURCES + " where not v.deleted")
                .chain(statement -> {
                    Cursor cursor = statement.cursor();
                    return read(cursor, new FleetSnapshot.Builder())
                            .chain(snapshot -> cursor.close().replaceWith(snapshot))
                            .call(statement::close);
                });
    }

    @Override
    public Uni<FleetSnapshot> fleet(Transaction transaction, String rolloutId) {
        return lowestUnderWay(transaction)
                .chain(lowest -> fleet(transaction).invoke(read -> joinedBefore.put(rolloutId, lowest)));
    }

    /** Number of the oldest transaction that is not over; what an older one did can be seen. */
    private static Uni<String> lowestUnderWay(Transaction transaction) {
        return transaction
                .connection()
                .query("select pg_snapshot_xmin(pg_current_snapshot())::text as lowest")
                .execute()
                .map(rows -> rows.iterator().next().getString("lowest"));
    }

    private Uni<FleetSnapshot> read(Cursor cursor, FleetSnapshot.Builder builder) {
        return cursor.read(AT_ONCE).chain(rows -> {
            stream(rows).map(fleet::vm).forEach(builder::add);
            return cursor.hasMore() ? read(cursor, builder) : Uni.createFrom().item(builder.build());
        });
    }

    /**
     * The first look of this process goes over the whole fleet unless it was the one that planned, later ones over what joined since
     * the last that found nobody: whatever transaction was not over then has a number that is not below the lowest of those under way.
     */
    @Override
    public Uni<List<FleetVm>> newcomers(Transaction transaction, String rolloutId) {
        String since = joinedBefore.getOrDefault(rolloutId, "0");
        return lowestUnderWay(transaction).chain(lowest -> transaction
                .connection()
                .preparedQuery(
                        "select " + FleetRows.COLUMNS + " from " + FleetRows.SOURCES_OF_SOME
                                + """
                                 where not v.deleted and v.patch_mode = 'AutomaticByPlatform' and v.joined >= $2::text::xid8
                                and not exists (select from assignment a where a.rollout_id = $1 and a.vm_id = v.vm_id)
                                order by v.vm_id limit 1000""")
                .execute(row(rolloutId, since))
                .map(rows -> stream(rows).map(fleet::vm).toList())
                .invoke(found -> {
                    if (found.isEmpty()) {
                        joinedBefore.put(rolloutId, lowest);
                    }
                }));
    }

    @Override
    public Uni<Map<String, List<SlotFinder.Occupant>>> occupants(
            Transaction transaction, String rolloutId, Collection<String> regions) {
        return transaction
                .connection()
                .preparedQuery(
                        """
                        select v.subscription_id, v.region, v.zone, v.availability_set, v.update_domain, a.batch, p.ring
                        from assignment a join vm v using (vm_id) join phase p on p.rollout_id = a.rollout_id and p.number = a.phase
                        where a.rollout_id = $1 and a.region = any($2) and not v.deleted order by a.vm_id""")
                .execute(row(rolloutId, texts(regions)))
                .map(rows -> {
                    Map<String, List<SlotFinder.Occupant>> occupants = new HashMap<>();
                    stream(rows).forEach(found -> occupants
                            .computeIfAbsent(
                                    found.getString("ring") + "/" + found.getString("region") + "/"
                                            + found.getString("zone"),
                                    key -> new ArrayList<>())
                            .add(new SlotFinder.Occupant(FleetRows.placement(found), found.getInteger("batch"))));
                    return occupants;
                });
    }

    @Override
    public Uni<Void> write(
            Transaction transaction, String rolloutId, RolloutPlan plan, Baseline baseline, Instant now) {
        List<PhasePlan> phases = plan.phases();
        List<LanePlan> lanes =
                phases.stream().flatMap(phase -> phase.lanes().stream()).toList();
        List<Integer> lanePhases = phases.stream()
                .flatMap(phase -> phase.lanes().stream().map(lane -> phase.number()))
                .toList();
        return transaction
                .connection()
                .preparedQuery(
                        """
                        update rollout set planned_at = $2, forecast = $3, spread = $4, baseline_tried = $5, baseline_failed = $6,
                            version = version + 1 where id = $1""")
                .execute(row(
                        rolloutId,
                        at(now),
                        StoredJson.write(plan.forecast()),
                        StoredJson.writeAll(plan.spread()),
                        baseline.tried(),
                        baseline.failed()))
                .chain(() -> transaction
                        .connection()
                        .preparedQuery(
                                "insert into phase (rollout_id, number, ring, state) select $1, number, ring, 'Waiting' from unnest($2::int[], $3::text[]) as u(number, ring)")
                        .execute(row(
                                rolloutId,
                                numbers(phases, PhasePlan::number),
                                texts(phases.stream()
                                        .map(phase -> phase.ring().toString())
                                        .toList()))))
                .chain(() -> transaction
                        .connection()
                        .preparedQuery(
                                """
                                insert into lane (rollout_id, region, phase, state)
                                select $1, region, phase, 'Waiting' from unnest($2::text[], $3::int[]) as u(region, phase)""")
                        .execute(row(
                                rolloutId,
                                texts(lanes.stream().map(LanePlan::region).toList()),
                                lanePhases.toArray(Integer[]::new))))
                .chain(() -> writeSteps(transaction.connection(), rolloutId, phases))
                .chain(() -> assignFrom(0, transaction, rolloutId, plan.assignments(), now))
                .chain(() ->
                        plan.assignments().size() <= AT_ONCE ? Uni.createFrom().voidItem() : countAnew(transaction));
    }

    private Uni<Void> assignFrom(
            int first, Transaction transaction, String rolloutId, List<Assignment> slots, Instant now) {
        int next = Math.min(first + AT_ONCE, slots.size());
        Uni<Void> assigned = assign(transaction, rolloutId, slots.subList(first, next), now);
        return next == slots.size()
                ? assigned
                : assigned.chain(() -> assignFrom(next, transaction, rolloutId, slots, now));
    }

    /** Until PostgreSQL has counted what a large plan added, it goes about the table as if it were small. */
    private static Uni<Void> countAnew(Transaction transaction) {
        return transaction.connection().query("analyze assignment").execute().replaceWithVoid();
    }

    @Override
    public Uni<Void> assign(Transaction transaction, String rolloutId, List<Assignment> slots, Instant now) {
        String[] vms = new String[slots.size()];
        Integer[] phases = new Integer[slots.size()];
        String[] regions = new String[slots.size()];
        Integer[] steps = new Integer[slots.size()];
        String[] zones = new String[slots.size()];
        Integer[] batches = new Integer[slots.size()];
        int i = 0;
        // Once: a plan makes each of its slots anew whenever it is asked for.
        for (Assignment slot : slots) {
            vms[i] = slot.vm().value();
            phases[i] = slot.phase();
            regions[i] = slot.region();
            steps[i] = slot.step();
            zones[i] = slot.zone();
            batches[i] = slot.batch();
            i++;
        }
        return transaction
                .connection()
                .preparedQuery(
                        """
                        insert into assignment (rollout_id, vm_id, phase, region, step, zone, batch, state, hold, held_since, changed_at)
                        select $1, vm, phase, region, step, zone, batch, 'Waiting', $8, $9, $9
                        from unnest($2::text[], $3::int[], $4::text[], $5::int[], $6::text[], $7::int[]) as u(vm, phase, region, step, zone, batch)
                        on conflict (rollout_id, vm_id) do nothing""")
                .execute(row(
                        rolloutId,
                        vms,
                        phases,
                        regions,
                        steps,
                        zones,
                        batches,
                        HoldReason.PHASE_NOT_OPEN.toString(),
                        at(now)))
                .replaceWithVoid();
    }

    @Override
    public Uni<Void> extend(Transaction transaction, String rolloutId, Assignment slot, Ring ring) {
        return transaction
                .connection()
                .preparedQuery(
                        "insert into phase (rollout_id, number, ring, state) values ($1, $2, $3, 'Waiting') on conflict (rollout_id, number) do nothing")
                .execute(row(rolloutId, slot.phase(), ring.toString()))
                .chain(() -> transaction
                        .connection()
                        .preparedQuery(
                                """
                                insert into lane (rollout_id, region, phase, state, step, batch)
                                select $1, $2, number, state, case state when 'Waiting' then 0 else 1 end, case state when 'Waiting' then 0 else 1 end
                                from phase where rollout_id = $1 and number = $3 on conflict (rollout_id, phase, region) do nothing""")
                        .execute(row(rolloutId, slot.region(), slot.phase())))
                .chain(() -> transaction
                        .connection()
                        .preparedQuery(
                                """
                                insert into step as s (rollout_id, phase, region, number, zone, batches) values ($1, $2, $3, $4, $5, $6)
                                on conflict (rollout_id, phase, region, number) do update set batches = greatest(s.batches, excluded.batches)""")
                        .execute(row(rolloutId, slot.phase(), slot.region(), slot.step(), slot.zone(), slot.batch())))
                .replaceWithVoid();
    }

    @Override
    public Uni<PlanRows> read(Transaction transaction, String rolloutId) {
        return read(transaction.connection(), rolloutId);
    }

    /** The same outside a transaction. */
    public Uni<PlanRows> read(SqlClient client, String rolloutId) {
        return client.preparedQuery(
                        """
                        select p.number, p.ring, p.state, p.started_at, p.ended_at, p.word_go, p.word_by, p.word_why, p.word_at, l.region, l.state as lane_state, l.step, l.batch,
                            s.number as step_number, s.zone, s.batches, coalesce(t.vms, 0)::int as vms
                        from phase p left join lane l on l.rollout_id = p.rollout_id and l.phase = p.number
                        left join step s on s.rollout_id = p.rollout_id and s.phase = p.number and s.region = l.region
                        left join (select phase, region, step, sum(n) as vms from tally_now where rollout_id = $1 group by 1, 2, 3) t
                            on t.phase = s.phase and t.region = s.region and t.step = s.number
                        where p.rollout_id = $1 order by p.number, l.region, s.number""")
                .execute(row(rolloutId))
                .map(PlanStore::plan);
    }

    @Override
    public Uni<Boolean> say(Transaction transaction, String rolloutId, int phase, ExternalWord word) {
        return transaction
                .connection()
                .preparedQuery(
                        """
                        with said as (
                            update phase set word_go = $3, word_by = $4, word_why = $5, word_at = $6
                            where rollout_id = $1 and number = $2 and state = 'Waiting' returning rollout_id)
                        update rollout set version = version + 1 where id in (select rollout_id from said)""")
                .execute(row(rolloutId, phase, word.go(), word.by(), word.why(), at(word.at())))
                .map(said -> said.rowCount() > 0);
    }

    @Override
    public Uni<Void> advance(Transaction transaction, String rolloutId, Advance advance, Instant now) {
        if (advance instanceof Advance.StartPhase start) {
            return transaction
                    .connection()
                    .preparedQuery(
                            """
                            with started as (update phase set state = 'InProgress', started_at = $3
                                where rollout_id = $1 and number = $2 and state = 'Waiting' returning number)
                            update lane set state = 'InProgress', step = 1, batch = 1
                            where rollout_id = $1 and phase in (select number from started)""")
                    .execute(row(rolloutId, start.phase(), at(now)))
                    .replaceWithVoid();
        }
        if (advance instanceof Advance.OpenBatch open) {
            return transaction
                    .connection()
                    .preparedQuery(
                            """
                            update lane set step = $3, batch = $4
                            where rollout_id = $1 and phase = $5 and region = $2 and state = 'InProgress' and (step, batch) < ($3, $4)""")
                    .execute(row(rolloutId, open.region(), open.step(), open.batch(), open.phase()))
                    .replaceWithVoid();
        }
        if (advance instanceof Advance.CompleteLane complete) {
            return transaction
                    .connection()
                    .preparedQuery(
                            "update lane set state = 'Completed' where rollout_id = $1 and phase = $3 and region = $2 and state = 'InProgress'")
                    .execute(row(rolloutId, complete.region(), complete.phase()))
                    .replaceWithVoid();
        }
        if (advance instanceof Advance.CompletePhase complete) {
            return transaction
                    .connection()
                    .preparedQuery(
                            "update phase set state = 'Completed', ended_at = $3 where rollout_id = $1 and number = $2 and state = 'InProgress'")
                    .execute(row(rolloutId, complete.phase(), at(now)))
                    .replaceWithVoid();
        }
        // Halts and the end are moves of the rollout, not of its plan.
        return Uni.createFrom().voidItem();
    }

    private static Uni<Void> writeSteps(SqlConnection connection, String rolloutId, List<PhasePlan> phases) {
        List<Integer> stepPhases = new ArrayList<>();
        List<String> regions = new ArrayList<>();
        List<StepPlan> steps = new ArrayList<>();
        for (PhasePlan phase : phases) {
            for (LanePlan lane : phase.lanes()) {
                for (StepPlan step : lane.steps()) {
                    stepPhases.add(phase.number());
                    regions.add(lane.region());
                    steps.add(step);
                }
            }
        }
        return connection
                .preparedQuery(
                        """
                        insert into step (rollout_id, phase, region, number, zone, batches)
                        select $1, phase, region, number, zone, batches
                        from unnest($2::int[], $3::text[], $4::int[], $5::text[], $6::int[]) as u(phase, region, number, zone, batches)""")
                .execute(row(
                        rolloutId,
                        stepPhases.toArray(Integer[]::new),
                        texts(regions),
                        numbers(steps, StepPlan::number),
                        texts(steps.stream().map(StepPlan::zone).toList()),
                        numbers(steps, StepPlan::batches)))
                .replaceWithVoid();
    }

    private static PlanRows plan(RowSet<Row> rows) {
        List<PlanRows.Phase> phases = new ArrayList<>();
        for (Row found : rows) {
            if (phases.isEmpty() || phases.get(phases.size() - 1).number() != found.getInteger("number")) {
                phases.add(new PlanRows.Phase(
                        found.getInteger("number"),
                        Columns.word(Ring.values(), found.getString("ring")),
                        Columns.word(PhaseState.values(), found.getString("state")),
                        Columns.maybeInstant(found, "started_at"),
                        Columns.maybeInstant(found, "ended_at"),
                        word(found),
                        new ArrayList<>()));
            }
            String region = found.getString("region");
            if (region == null) {
                continue;
            }
            List<PlanRows.Lane> lanes = phases.get(phases.size() - 1).lanes();
            if (lanes.isEmpty() || !lanes.get(lanes.size() - 1).region().equals(region)) {
                lanes.add(new PlanRows.Lane(
                        region,
                        Columns.word(PhaseState.values(), found.getString("lane_state")),
                        found.getInteger("step"),
                        found.getInteger("batch"),
                        new ArrayList<>()));
            }
            if (found.getInteger("step_number") != null) {
                lanes.get(lanes.size() - 1)
                        .steps()
                        .add(new StepPlan(
                                found.getInteger("step_number"),
                                found.getString("zone"),
                                found.getInteger("batches"),
                                found.getInteger("vms")));
            }
        }
        return new PlanRows(phases);
    }

    private static Optional<ExternalWord> word(Row row) {
        return Optional.ofNullable(row.getBoolean("word_go"))
                .map(go -> new ExternalWord(
                        go, row.getString("word_by"), row.getString("word_why"), Columns.instant(row, "word_at")));
    }

    private static <T> Integer[] numbers(List<T> items, ToIntFunction<T> number) {
        return items.stream().map(number::applyAsInt).toArray(Integer[]::new);
    }
}
