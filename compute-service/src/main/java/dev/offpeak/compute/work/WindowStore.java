package dev.offpeak.compute.work;

import dev.offpeak.contracts.message.WindowPolicyChanged;
import dev.offpeak.messaging.Transaction;
import dev.offpeak.regions.RegionCatalog;
import dev.offpeak.regions.TimeZones;
import dev.offpeak.time.OffPeakHours;
import dev.offpeak.time.OffPeakWindow;
import dev.offpeak.time.WindowScopes;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;

/** The off-peak hours of VMs: the policy of the narrowest scope that has one (rule U1), else the default, in the VM's time zone (rule I3). */
@ApplicationScoped
public class WindowStore {
    /** Any number no other advisory lock of this database uses. */
    private static final long LOCK = 7_265_501_113L;

    private static final String WAKE =
            """
            UPDATE enablement e SET due_at = 'epoch' FROM virtual_machine v
            WHERE v.vm_id = e.vm_id AND e.due_at IS NOT NULL
              AND (v.resource_key = $1 OR v.group_key = $1 OR v.subscription_id = $2)""";

    private static final String WAKE_TAGGED =
            """
            UPDATE enablement e SET due_at = 'epoch' FROM virtual_machine v
            WHERE v.vm_id = e.vm_id AND e.due_at IS NOT NULL AND EXISTS (
                SELECT FROM jsonb_each_text(v.tags) t WHERE '/tags/' || lower(t.key) || '/' || lower(t.value) = $1)""";

    private static final String WAKE_ALL = "UPDATE enablement SET due_at = 'epoch' WHERE due_at IS NOT NULL";

    private final RegionCatalog regions;

    WindowStore(RegionCatalog regions) {
        this.regions = regions;
    }

    /** Takes over a policy; an older version changes nothing. What waits for a window of that scope, or is done in one, is looked at again. */
    public Uni<Void> changed(Transaction tx, WindowPolicyChanged policy) {
        return lock(tx, "SELECT pg_advisory_xact_lock($1)")
                .chain(() -> tx.connection()
                        .preparedQuery(
                                "INSERT INTO window_policy (scope, start_time, end_time, version) VALUES ($1, $2, $3, $4)"
                                        + " ON CONFLICT (scope) DO UPDATE SET start_time = excluded.start_time, end_time = excluded.end_time,"
                                        + " version = excluded.version WHERE window_policy.version < excluded.version")
                        .execute(Tuple.of(
                                policy.scope(),
                                policy.removed() ? null : policy.start(),
                                policy.removed() ? null : policy.end(),
                                policy.version())))
                .chain(written -> written.rowCount() == 0 ? Uni.createFrom().voidItem() : wake(tx, policy.scope()));
    }

    private static Uni<Void> wake(Transaction tx, String scope) {
        if (scope.equals(WindowScopes.PLATFORM)) {
            return tx.connection().query(WAKE_ALL).execute().replaceWithVoid();
        }
        return scope.startsWith(WindowScopes.TAGS)
                ? tx.connection()
                        .preparedQuery(WAKE_TAGGED)
                        .execute(Tuple.of(scope))
                        .replaceWithVoid()
                : tx.connection()
                        .preparedQuery(WAKE)
                        .execute(Tuple.of(scope, scope.replaceFirst("^/subscriptions/([^/]+)$", "$1")))
                        .replaceWithVoid();
    }

    /**
     * No policy changes until this transaction ends: else one that commits between reading the hours and storing when to look again
     * would wake nobody. Looks don't wait for each other.
     */
    public Uni<Void> holdStill(Transaction tx) {
        return lock(tx, "SELECT pg_advisory_xact_lock_shared($1)");
    }

    private static Uni<Void> lock(Transaction tx, String statement) {
        return tx.connection().preparedQuery(statement).execute(Tuple.of(LOCK)).replaceWithVoid();
    }

    /** The hours of each of these VMs, by id. */
    public Uni<Map<UUID, OffPeakHours>> hoursOf(SqlClient client, Collection<Guest> guests) {
        return tagScopes(client, guests).chain(tagged -> {
            Map<UUID, List<String>> scopes = guests.stream()
                    .collect(Collectors.toMap(
                            Guest::vmId,
                            guest -> WindowScopes.of(
                                    guest.resourceKey(),
                                    guest.groupKey(),
                                    guest.subscriptionId(),
                                    tagged.getOrDefault(guest.vmId(), List.of()))));
            String[] all =
                    scopes.values().stream().flatMap(List::stream).distinct().toArray(String[]::new);
            return client.preparedQuery(
                            "SELECT scope, start_time, end_time FROM window_policy WHERE start_time IS NOT NULL AND scope = ANY($1)")
                    .execute(Tuple.of(all))
                    .map(rows -> {
                        Map<String, OffPeakWindow> policies = new HashMap<>();
                        for (Row row : rows) {
                            policies.put(
                                    row.getString("scope"),
                                    new OffPeakWindow(row.getLocalTime("start_time"), row.getLocalTime("end_time")));
                        }
                        return guests.stream()
                                .collect(Collectors.toMap(
                                        Guest::vmId, guest -> hours(guest, scopes.get(guest.vmId()), policies)));
                    });
        });
    }

    /** The scopes of the VMs' tags that a policy is for, in their order; tags are looked at only while there is such a policy. */
    private static Uni<Map<UUID, List<String>>> tagScopes(SqlClient client, Collection<Guest> guests) {
        return client.preparedQuery(
                        """
                        SELECT v.vm_id, p.scope FROM window_policy p JOIN virtual_machine v ON v.vm_id = ANY($1)
                        WHERE p.scope LIKE '/tags/%' AND p.start_time IS NOT NULL AND EXISTS (
                            SELECT FROM jsonb_each_text(v.tags) t WHERE '/tags/' || lower(t.key) || '/' || lower(t.value) = p.scope)
                        ORDER BY p.scope""")
                .execute(Tuple.of(guests.stream().map(Guest::vmId).toArray(UUID[]::new)))
                .map(rows -> {
                    Map<UUID, List<String>> scopes = new HashMap<>();
                    rows.forEach(row -> scopes.computeIfAbsent(row.getUUID("vm_id"), vm -> new ArrayList<>())
                            .add(row.getString("scope")));
                    return scopes;
                });
    }

    private OffPeakHours hours(Guest guest, List<String> scopes, Map<String, OffPeakWindow> policies) {
        OffPeakWindow window = scopes.stream()
                .map(policies::get)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(OffPeakWindow.DEFAULT);
        ZoneId zone = regions.find(guest.region())
                .map(region -> TimeZones.of(guest.timeZone(), region))
                .orElseGet(() -> guest.timeZone().flatMap(TimeZones::find).orElse(ZoneOffset.UTC));
        return new OffPeakHours(window, zone);
    }
}
