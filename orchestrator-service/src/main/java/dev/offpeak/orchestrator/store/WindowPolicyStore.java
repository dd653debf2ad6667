package dev.offpeak.orchestrator.store;

import static dev.offpeak.orchestrator.store.Columns.at;
import static dev.offpeak.orchestrator.store.Columns.row;
import static dev.offpeak.orchestrator.store.Columns.stream;

import dev.offpeak.contracts.RebootSetting;
import dev.offpeak.orchestrator.domain.WindowPolicy;
import dev.offpeak.orchestrator.domain.WindowScope;
import dev.offpeak.time.OffPeakWindow;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** Off-peak policies (rule U1), and which of them counts for each VM. Names are found whatever their casing. */
@ApplicationScoped
public class WindowPolicyStore {
    /** No other policy changes, and no VM is taken over, until the transaction ends: neither may miss the other. */
    public Uni<Void> lock(SqlConnection connection) {
        return connection
                .preparedQuery("select pg_advisory_xact_lock(hashtext('window_policy'))")
                .execute()
                .replaceWithVoid();
    }

    /** The number of the next change. */
    public Uni<Long> nextVersion(SqlConnection connection) {
        return connection
                .preparedQuery("select nextval('window_policy_version') as number")
                .execute()
                .map(rows -> rows.iterator().next().getLong("number"));
    }

    public Uni<Void> insert(SqlConnection connection, WindowPolicy policy, long version) {
        return connection
                .preparedQuery(
                        """
                        insert into window_policy (scope, name, precedence, window_start, window_end, reboot_setting, version, changed_at)
                        values ($1, $2, $3, $4, $5, $6, $7, $8)""")
                .execute(row(
                        policy.scope().id(),
                        policy.name(),
                        policy.scope().precedence(),
                        policy.window().start(),
                        policy.window().end(),
                        policy.rebootSetting().map(RebootSetting::toString).orElse(null),
                        version,
                        at(policy.changedAt())))
                .replaceWithVoid();
    }

    public Uni<Void> delete(SqlConnection connection, WindowScope scope) {
        return connection
                .preparedQuery("delete from window_policy where scope = $1")
                .execute(row(scope.id()))
                .replaceWithVoid();
    }

    /** Which policy counts for each VM of a scope whose policy came or went. That of the whole platform counts where no other does. */
    public Uni<Void> resolve(SqlConnection connection, WindowScope scope) {
        return scope.precedence() == 0
                ? Uni.createFrom().voidItem()
                : connection
                        .preparedQuery(
                                """
                                update vm v set window_scope = r.scope
                                from (select vm_id, window_scope_of(resource_id, subscription_id, tags) as scope from vm
                                    where window_scope_covers($1, resource_id, subscription_id, tags)) r
                                where v.vm_id = r.vm_id and v.window_scope <> r.scope""")
                        .execute(row(scope.id()))
                        .replaceWithVoid();
    }

    public Uni<Optional<WindowPolicy>> find(SqlClient client, String name) {
        return client.preparedQuery("select * from window_policy where lower(name) = lower($1)")
                .execute(row(name))
                .map(WindowPolicyStore::first);
    }

    public Uni<Optional<WindowPolicy>> find(SqlClient client, WindowScope scope) {
        return client.preparedQuery("select * from window_policy where scope = $1")
                .execute(row(scope.id()))
                .map(WindowPolicyStore::first);
    }

    /**
     * By name in lower case.
     *
     * @param after name of the last one seen, in lower case
     */
    public Uni<List<WindowPolicy>> list(SqlClient client, Optional<String> after, int limit) {
        return client.preparedQuery(
                        "select * from window_policy where ($1::text is null or lower(name) > $1) order by lower(name) limit $2")
                .execute(row(after.orElse(null), limit))
                .map(rows -> stream(rows).map(WindowPolicyStore::policy).toList());
    }

    private static Optional<WindowPolicy> first(RowSet<Row> rows) {
        return stream(rows).findFirst().map(WindowPolicyStore::policy);
    }

    private static WindowPolicy policy(Row row) {
        return new WindowPolicy(
                row.getString("name"),
                new WindowScope(row.getString("scope")),
                new OffPeakWindow(row.getLocalTime("window_start"), row.getLocalTime("window_end")),
                Columns.maybeText(row, "reboot_setting").map(word -> Columns.word(RebootSetting.values(), word)),
                Columns.instant(row, "changed_at"));
    }
}
