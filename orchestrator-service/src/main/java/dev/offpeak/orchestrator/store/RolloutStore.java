package dev.offpeak.orchestrator.store;

import static dev.offpeak.orchestrator.store.Columns.at;
import static dev.offpeak.orchestrator.store.Columns.row;
import static dev.offpeak.orchestrator.store.Columns.stream;

import dev.offpeak.messaging.Transaction;
import dev.offpeak.orchestrator.domain.Baseline;
import dev.offpeak.orchestrator.domain.Halt;
import dev.offpeak.orchestrator.domain.Policy;
import dev.offpeak.orchestrator.domain.RolloutState;
import dev.offpeak.orchestrator.domain.WithdrawnPatch;
import dev.offpeak.orchestrator.planner.Forecast;
import dev.offpeak.orchestrator.planner.SpreadException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Releases and rollouts, and the locks that conductors, dispatchers and whoever stops a rollout meet at. */
@ApplicationScoped
public class RolloutStore implements Rollouts {
    private static final String ROLLOUT =
            """
            select r.*, e.published_at, e.max_patch_publish_date, e.deadline, e.seed, e.policy
            from rollout r join release e on e.name = r.release_name
            """;

    private static final String RELEASE =
            "select e.*, r.id as rollout_id from release e join rollout r on r.release_name = e.name ";

    private static final String STOPPED = "('Completed', 'CompletedWithWarnings', 'Canceled')";

    @Override
    public Uni<Boolean> publish(Transaction transaction, Release release) {
        return transaction
                .connection()
                .preparedQuery(
                        """
                        insert into release (name, published_at, max_patch_publish_date, deadline, seed, policy, created_at)
                        values ($1, $2, $3, $4, $5, $6, $7) on conflict (name) do nothing""")
                .execute(row(
                        release.name(),
                        at(release.publishedAt()),
                        at(release.maxPatchPublishDate()),
                        at(release.deadline()),
                        release.seed(),
                        StoredJson.write(release.policy()),
                        at(release.createdAt())))
                .chain(inserted -> inserted.rowCount() == 0
                        ? Uni.createFrom().item(false)
                        : transaction
                                .connection()
                                .preparedQuery(
                                        "insert into rollout (id, release_name, state, created_at) values ($1, $2, $3, $4)")
                                .execute(row(
                                        release.rolloutId(),
                                        release.name(),
                                        RolloutState.first(release.policy()).toString(),
                                        at(release.createdAt())))
                                .replaceWith(true));
    }

    public Uni<Optional<Release>> findRelease(SqlClient client, String name) {
        return client.preparedQuery(RELEASE + "where lower(e.name) = lower($1)")
                .execute(row(name))
                .map(rows -> stream(rows).findFirst().map(RolloutStore::release));
    }

    /** Newest first. */
    public Uni<List<Release>> releases(SqlClient client) {
        return client.preparedQuery(RELEASE + "order by e.published_at desc, e.name")
                .execute()
                .map(rows -> stream(rows).map(RolloutStore::release).toList());
    }

    @Override
    public Uni<Optional<Rollout>> find(Transaction transaction, String id) {
        return find(transaction.connection(), id);
    }

    /** The same outside a transaction. */
    public Uni<Optional<Rollout>> find(SqlClient client, String id) {
        return client.preparedQuery(ROLLOUT + "where r.id = lower($1)")
                .execute(row(id))
                .map(rows -> stream(rows).findFirst().map(RolloutStore::rollout));
    }

    /** Newest release first. */
    public Uni<List<Rollout>> rollouts(SqlClient client) {
        return client.preparedQuery(ROLLOUT + "order by e.published_at desc, e.name")
                .execute()
                .map(rows -> stream(rows).map(RolloutStore::rollout).toList());
    }

    /** Those that have not ended, by id. */
    public Uni<List<Rollout>> underWay(SqlClient client) {
        return client.preparedQuery(ROLLOUT + "where r.state not in " + STOPPED + " order by r.id")
                .execute()
                .map(rows -> stream(rows).map(RolloutStore::rollout).toList());
    }

    /** Those that a gate halted, by id. */
    public Uni<List<Rollout>> halted(SqlClient client) {
        return client.preparedQuery(ROLLOUT + "where r.state = 'Halted' order by r.id")
                .execute()
                .map(rows -> stream(rows).map(RolloutStore::rollout).toList());
    }

    @Override
    public Uni<List<String>> active(Transaction transaction) {
        return transaction
                .connection()
                .preparedQuery(
                        "select r.id from rollout r join release e on e.name = r.release_name where r.state not in "
                                + STOPPED + " order by e.deadline, r.id")
                .execute()
                .map(rows -> stream(rows).map(found -> found.getString("id")).toList());
    }

    @Override
    public Uni<Boolean> claim(Transaction transaction, String rolloutId) {
        return transaction
                .connection()
                .preparedQuery("select pg_try_advisory_xact_lock(hashtext('conduct'), hashtext($1)) as mine")
                .execute(row(rolloutId))
                .map(rows -> rows.iterator().next().getBoolean("mine"));
    }

    @Override
    public Uni<Boolean> mayDispatch(Transaction transaction, String rolloutId, long fenceEpoch) {
        return transaction
                .connection()
                .preparedQuery(
                        """
                        select pg_advisory_xact_lock_shared(hashtext('fence'), hashtext('platform')),
                            pg_advisory_xact_lock_shared(hashtext('fence'), hashtext($1))""")
                .execute(row(rolloutId))
                .chain(() -> transaction
                        .connection()
                        .preparedQuery(
                                "select state, fence_epoch from rollout where id = $1 and not exists (select from platform_stop)")
                        .execute(row(rolloutId)))
                .map(rows -> stream(rows).findFirst())
                .map(found -> found.isPresent()
                        && Columns.word(RolloutState.values(), found.get().getString("state"))
                                .dispatches()
                        && found.get().getLong("fence_epoch") == fenceEpoch);
    }

    @Override
    public Uni<Optional<Rollout>> fence(Transaction transaction, String rolloutId) {
        return transaction
                .connection()
                .preparedQuery("select pg_advisory_xact_lock(hashtext('fence'), hashtext(lower($1)))")
                .execute(row(rolloutId))
                .chain(() -> find(transaction.connection(), rolloutId));
    }

    @Override
    public Uni<Rollout> move(
            Transaction transaction, Rollout fenced, RolloutState next, Optional<Halt> halt, Instant now) {
        boolean stops = fenced.state().dispatches() && !next.dispatches();
        return transaction
                .connection()
                .preparedQuery(
                        """
                        update rollout set state = $2, version = version + 1, fence_epoch = fence_epoch + $3,
                            halt = coalesce($4, halt), ended_at = $5 where id = $1""")
                .execute(row(
                        fenced.id(),
                        next.toString(),
                        stops ? 1L : 0L,
                        halt.map(StoredJson::write).orElse(null),
                        next.isTerminal() ? at(now) : null))
                .chain(() -> find(transaction.connection(), fenced.id()))
                .map(Optional::orElseThrow);
    }

    @Override
    public Uni<Rollout> withdraw(Transaction transaction, Rollout fenced, List<WithdrawnPatch> withdrawn) {
        return transaction
                .connection()
                .preparedQuery(
                        "update rollout set withdrawn = $2, version = version + 1, fence_epoch = fence_epoch + 1 where id = $1")
                .execute(row(fenced.id(), StoredJson.writeAll(withdrawn)))
                .chain(() -> find(transaction.connection(), fenced.id()))
                .map(Optional::orElseThrow);
    }

    @Override
    public Uni<List<Rollout>> voidOrders(Transaction transaction) {
        return transaction
                .connection()
                .preparedQuery(
                        "update rollout set version = version + 1, fence_epoch = fence_epoch + 1 where state = 'InProgress'")
                .execute()
                .chain(() -> transaction
                        .connection()
                        .preparedQuery(ROLLOUT + "where r.state = 'InProgress' order by r.id")
                        .execute())
                .map(rows -> stream(rows).map(RolloutStore::rollout).toList());
    }

    private static Release release(Row row) {
        return new Release(
                row.getString("name"),
                Columns.instant(row, "published_at"),
                Columns.instant(row, "max_patch_publish_date"),
                Columns.instant(row, "deadline"),
                row.getLong("seed"),
                StoredJson.read(row.getJsonObject("policy"), Policy.class),
                Columns.instant(row, "created_at"),
                row.getString("rollout_id"));
    }

    private static Rollout rollout(Row row) {
        return new Rollout(
                row.getString("id"),
                row.getString("release_name"),
                Columns.word(RolloutState.values(), row.getString("state")),
                row.getLong("fence_epoch"),
                row.getLong("version"),
                StoredJson.read(row.getJsonObject("policy"), Policy.class),
                row.getLong("seed"),
                Columns.instant(row, "published_at"),
                Columns.instant(row, "max_patch_publish_date"),
                Columns.instant(row, "deadline"),
                Columns.instant(row, "created_at"),
                Columns.maybeInstant(row, "planned_at"),
                Columns.maybeInstant(row, "ended_at"),
                Optional.ofNullable(row.getJsonObject("forecast")).map(json -> StoredJson.read(json, Forecast.class)),
                Optional.ofNullable(row.getJsonArray("spread"))
                        .map(json -> StoredJson.readAll(json, SpreadException.class))
                        .orElse(List.of()),
                new Baseline(row.getInteger("baseline_tried"), row.getInteger("baseline_failed")),
                Optional.ofNullable(row.getJsonObject("halt")).map(json -> StoredJson.read(json, Halt.class)),
                StoredJson.readAll(row.getJsonArray("withdrawn"), WithdrawnPatch.class));
    }
}
