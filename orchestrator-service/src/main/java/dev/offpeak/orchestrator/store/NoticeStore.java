package dev.offpeak.orchestrator.store;

import static dev.offpeak.orchestrator.store.Columns.at;
import static dev.offpeak.orchestrator.store.Columns.row;
import static dev.offpeak.orchestrator.store.Columns.stream;
import static dev.offpeak.orchestrator.store.Columns.texts;

import dev.offpeak.messaging.Transaction;
import dev.offpeak.orchestrator.domain.NoticeEvent;
import dev.offpeak.orchestrator.domain.NoticeSubscription;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Subscriptions to notices, and the notices that are due (rule U5). Names are found whatever their casing. */
@ApplicationScoped
public class NoticeStore implements Notices {
    /**
     * One statement for any number of orders, and nothing to do for it while nobody subscribes. The event is put together here,
     * because all of it is in this database.
     */
    private static final String WRITE =
            """
            insert into notice (id, subscriber, event)
            select e.id, s.key, jsonb_build_object('specversion', '1.0', 'id', e.id, 'source', '/offpeak/orchestrator-service',
                'type', 'dev.offpeak.Installation' || $2, 'subject', v.resource_id, 'time', wire_instant(clock_timestamp()),
                'datacontenttype', 'application/json', 'data', jsonb_strip_nulls(jsonb_build_object(
                    'vmId', v.vm_id, 'resourceId', v.resource_id, 'name', v.name, 'region', v.region, 'activityId', i.activity_id,
                    'attempt', i.attempt, 'rolloutId', i.rollout_id, 'release', r.release_name,
                    'rebootSetting', coalesce(w.reboot_setting, v.reboot_setting),
                    'orderedAt', wire_instant(i.issued_at), 'notAfter', wire_instant(i.not_after)) ||
                    case when $2 = 'Ended' then jsonb_build_object('outcome', i.state, 'endedAt', wire_instant(i.concluded_at),
                        'rebootStatus', i.reboot_status, 'installedPatchCount', i.installed, 'failedPatchCount', i.failed,
                        'pendingPatchCount', i.pending, 'health', i.verdict, 'errorCode', i.error_code,
                        'errorMessage', i.error_message) else '{}'::jsonb end))
            from notice_subscription s
            join installation i on i.activity_id = any($1) join vm v using (vm_id)
            cross join lateral (select i.activity_id || '-' || lower($2) as id) e
            left join rollout r on r.id = i.rollout_id left join window_policy w on w.scope = v.window_scope
            where $2 = any(s.events) and (s.subscription_id is null or s.subscription_id = lower(v.subscription_id))
            on conflict do nothing""";

    @Override
    public Uni<Void> write(Transaction transaction, NoticeEvent event, Collection<String> activityIds) {
        return transaction
                .connection()
                .preparedQuery(WRITE)
                .execute(row(texts(activityIds), event.toString()))
                .replaceWithVoid();
    }

    /**
     * A notice to deliver now.
     *
     * @param tries with this one
     * @param overdue whether it is given up when this try fails, too
     */
    public record Due(
            String id, String subscriber, String url, String secret, String body, int tries, boolean overdue) {}

    /**
     * Claims notices that are due, whoever asks: none is handed out again before its next try is due, which comes later each time.
     *
     * @param pause before the second try; twice as long before each one after that, an hour at most
     * @param patience after which a notice is given up
     */
    public Uni<List<Due>> claim(SqlClient client, int most, Duration pause, Duration patience) {
        return client.preparedQuery(
                        """
                        with due as (
                            select subscriber, id from notice
                            where real_next_try <= clock_timestamp() and real_delivered is null and real_given_up is null
                            order by real_next_try limit $1 for update skip locked)
                        update notice n set tries = n.tries + 1, real_next_try = clock_timestamp()
                            + least(3600, $2::float8 * power(2, least(n.tries, 20))) * (0.75 + random() / 2) * interval '1 second'
                        from due d join notice_subscription s on s.key = d.subscriber
                        where n.subscriber = d.subscriber and n.id = d.id
                        returning n.id, n.subscriber, s.url, s.secret, n.event, n.tries,
                            n.real_created < clock_timestamp() - $3::float8 * interval '1 second' as overdue""")
                .execute(row(most, pause.toMillis() / 1000.0, patience.toMillis() / 1000.0))
                .map(rows -> stream(rows)
                        .map(found -> new Due(
                                found.getString("id"),
                                found.getString("subscriber"),
                                found.getString("url"),
                                found.getString("secret"),
                                found.getJsonObject("event").encode(),
                                found.getInteger("tries"),
                                found.getBoolean("overdue")))
                        .toList());
    }

    public Uni<Void> delivered(SqlClient client, Due notice) {
        return client.preparedQuery(
                        "update notice set real_delivered = clock_timestamp(), last_error = null where subscriber = $1 and id = $2")
                .execute(row(notice.subscriber(), notice.id()))
                .replaceWithVoid();
    }

    /** The try failed. */
    public Uni<Void> failed(SqlClient client, Due notice, String error, boolean givenUp) {
        return client.preparedQuery(
                        """
                        update notice set last_error = $3, real_given_up = case when $4 then clock_timestamp() end
                        where subscriber = $1 and id = $2 and real_delivered is null""")
                .execute(row(notice.subscriber(), notice.id(), error, givenUp))
                .replaceWithVoid();
    }

    /** Forgets notices that were delivered or given up so long ago. */
    public Uni<Void> forget(SqlClient client, Duration age) {
        return client.preparedQuery(
                        """
                        delete from notice where (real_delivered is not null or real_given_up is not null)
                        and real_created < clock_timestamp() - $1::float8 * interval '1 second'""")
                .execute(row((double) age.toSeconds()))
                .replaceWithVoid();
    }

    /** Stores it in place of the one of that name, whose notices it takes over. Answers whether there was none. */
    public Uni<Boolean> put(SqlConnection connection, NoticeSubscription subscription) {
        return connection
                .preparedQuery(
                        """
                        insert into notice_subscription (key, name, url, secret, events, subscription_id, changed_at) values ($1, $2, $3, $4, $5, $6, $7)
                        on conflict (key) do update set name = excluded.name, url = excluded.url, secret = excluded.secret,
                            events = excluded.events, subscription_id = excluded.subscription_id, changed_at = excluded.changed_at
                        returning xmax = 0 as fresh""")
                .execute(row(
                        key(subscription.name()),
                        subscription.name(),
                        subscription.url().toString(),
                        subscription.secret(),
                        texts(subscription.events().stream()
                                .map(NoticeEvent::toString)
                                .toList()),
                        subscription.subscriptionId().orElse(null),
                        at(subscription.changedAt())))
                .map(rows -> rows.iterator().next().getBoolean("fresh"));
    }

    /** With all that was still to be told. Answers whether there was one of that name. */
    public Uni<Boolean> delete(SqlConnection connection, String name) {
        return connection
                .preparedQuery("delete from notice_subscription where key = $1")
                .execute(row(key(name)))
                .map(deleted -> deleted.rowCount() > 0);
    }

    /**
     * A subscription and how it is told.
     *
     * @param lastError of what waits or was given up last; empty when nothing is wrong
     */
    public record Standing(
            NoticeSubscription subscription, long waiting, long delivered, long givenUp, Optional<String> lastError) {}

    public Uni<Optional<Standing>> find(SqlClient client, String name) {
        return standings(client, Optional.of(key(name)), Optional.empty(), 1)
                .map(found -> found.stream().findFirst());
    }

    /**
     * By name in lower case.
     *
     * @param after name of the last one seen, in lower case
     */
    public Uni<List<Standing>> list(SqlClient client, Optional<String> after, int limit) {
        return standings(client, Optional.empty(), after, limit);
    }

    private static Uni<List<Standing>> standings(
            SqlClient client, Optional<String> key, Optional<String> after, int limit) {
        return client.preparedQuery(
                        """
                        select s.*, n.* from (select * from notice_subscription
                            where ($1::text is null or key = $1) and ($2::text is null or key > $2) order by key limit $3) s
                        cross join lateral (select
                            count(*) filter (where real_delivered is null and real_given_up is null) as waiting,
                            count(*) filter (where real_delivered is not null) as delivered,
                            count(*) filter (where real_given_up is not null) as given_up,
                            (array_agg(last_error order by real_created desc) filter (where last_error is not null))[1] as last_error
                            from notice where subscriber = s.key) n order by s.key""")
                .execute(row(key.orElse(null), after.orElse(null), limit))
                .map(rows -> stream(rows).map(NoticeStore::standing).toList());
    }

    private static Standing standing(Row row) {
        return new Standing(
                new NoticeSubscription(
                        row.getString("name"),
                        URI.create(row.getString("url")),
                        row.getString("secret"),
                        Arrays.stream(row.getArrayOfStrings("events"))
                                .map(word -> Columns.word(NoticeEvent.values(), word))
                                .toList(),
                        Columns.maybeText(row, "subscription_id"),
                        Columns.instant(row, "changed_at")),
                row.getLong("waiting"),
                row.getLong("delivered"),
                row.getLong("given_up"),
                Columns.maybeText(row, "last_error"));
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
