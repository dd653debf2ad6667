package dev.offpeak.orchestrator.store;

import static dev.offpeak.orchestrator.store.Columns.at;
import static dev.offpeak.orchestrator.store.Columns.row;
import static dev.offpeak.orchestrator.store.Columns.stream;

import dev.offpeak.messaging.Transaction;
import dev.offpeak.orchestrator.domain.NoticeEvent;
import dev.offpeak.orchestrator.domain.PhaseState;
import dev.offpeak.orchestrator.planner.Outlook;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How rollouts stand to their deadlines (rule O8). Instants are platform time. */
@ApplicationScoped
public class DeadlineStore {
    /**
     * How far a rollout's phases are.
     *
     * @param startedAt of those that have started, by number
     * @param over numbers of those that are through
     */
    public record Progress(Map<Integer, Instant> startedAt, Set<Integer> over) {}

    public Uni<Progress> progress(SqlClient client, String rolloutId) {
        return client.preparedQuery("select number, state, started_at from phase where rollout_id = $1")
                .execute(row(rolloutId))
                .map(rows -> {
                    Map<Integer, Instant> startedAt = new HashMap<>();
                    Set<Integer> over = new HashSet<>();
                    stream(rows).forEach(phase -> {
                        int number = phase.getInteger("number");
                        Columns.maybeInstant(phase, "started_at").ifPresent(at -> startedAt.put(number, at));
                        if (Columns.word(PhaseState.values(), phase.getString("state"))
                                .isTerminal()) {
                            over.add(number);
                        }
                    });
                    return new Progress(startedAt, over);
                });
    }

    /** Since when the deadline has been at risk; empty while it is not. */
    public Uni<Optional<Instant>> atRiskSince(SqlClient client, String rolloutId) {
        return client.preparedQuery("select since from deadline_risk where rollout_id = $1")
                .execute(row(rolloutId))
                .map(rows -> stream(rows).findFirst().map(found -> Columns.instant(found, "since")));
    }

    /**
     * Takes down that the deadline is at risk, and tells who subscribed for the whole fleet. Answers false, and does neither, where it
     * was taken down before.
     */
    public Uni<Boolean> atRisk(Transaction transaction, Rollout rollout, Outlook outlook, Instant now) {
        return transaction
                .connection()
                .preparedQuery("insert into deadline_risk (rollout_id, since) values ($1, $2) on conflict do nothing")
                .execute(row(rollout.id(), at(now)))
                .chain(noted -> noted.rowCount() == 0
                        ? Uni.createFrom().item(false)
                        : tell(transaction, rollout, outlook, now).replaceWith(true));
    }

    /** The deadline holds again. */
    public Uni<Void> holdsAgain(SqlClient client, String rolloutId) {
        return client.preparedQuery("delete from deadline_risk where rollout_id = $1")
                .execute(row(rolloutId))
                .replaceWithVoid();
    }

    private static Uni<Void> tell(Transaction transaction, Rollout rollout, Outlook outlook, Instant now) {
        JsonObject data = new JsonObject()
                .put("rolloutId", rollout.id())
                .put("release", rollout.releaseName())
                .put("state", rollout.state().toString())
                .put("deadline", rollout.deadline().toString());
        if (!outlook.likelyEnd().equals(Instant.MAX)) {
            data.put("likelyEnd", outlook.likelyEnd().toString())
                    .put("missedBy", outlook.margin().negated().toString());
        }
        return transaction
                .connection()
                .preparedQuery(
                        """
                        insert into notice (id, subscriber, event)
                        select e.id, s.key, jsonb_build_object('specversion', '1.0', 'id', e.id, 'source', '/offpeak/orchestrator-service',
                            'type', 'dev.offpeak.Rollout' || $2, 'subject', '/rollouts/' || $1, 'time', wire_instant(clock_timestamp()),
                            'datacontenttype', 'application/json', 'data', $4::jsonb)
                        from notice_subscription s
                        cross join lateral (select $1 || '-deadline-' || extract(epoch from $3::timestamptz)::bigint as id) e
                        where $2 = any(s.events) and s.subscription_id is null on conflict do nothing""")
                .execute(row(rollout.id(), NoticeEvent.DEADLINE_AT_RISK.toString(), at(now), data))
                .replaceWithVoid();
    }
}
