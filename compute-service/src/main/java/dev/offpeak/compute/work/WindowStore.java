package dev.offpeak.compute.work;

import dev.offpeak.contracts.message.WindowPolicyChanged;
import dev.offpeak.messaging.Transaction;
import dev.offpeak.regions.RegionCatalog;
import dev.offpeak.regions.TimeZones;
import dev.offpeak.time.OffPeakHours;
import dev.offpeak.time.OffPeakWindow;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The off-peak hours of VMs: the policy of the narrowest scope that has one (rule U1), else the default, in the VM's time zone (rule I3). */
@ApplicationScoped
public class WindowStore {
    private static final String PLATFORM = "/";

    private final RegionCatalog regions;

    WindowStore(RegionCatalog regions) {
        this.regions = regions;
    }

    /** Takes over a policy; an older version changes nothing. What waits for a window is looked at again. */
    public Uni<Void> changed(Transaction tx, WindowPolicyChanged policy) {
        return tx.connection()
                .preparedQuery(
                        "INSERT INTO window_policy (scope, start_time, end_time, version) VALUES ($1, $2, $3, $4)"
                                + " ON CONFLICT (scope) DO UPDATE SET start_time = excluded.start_time, end_time = excluded.end_time,"
                                + " version = excluded.version WHERE window_policy.version < excluded.version")
                .execute(Tuple.of(policy.scope(), policy.start(), policy.end(), policy.version()))
                .chain(written -> written.rowCount() == 0
                        ? Uni.createFrom().voidItem()
                        : tx.connection()
                                .query(
                                        "UPDATE enablement SET due_at = 'epoch' WHERE due_at IS NOT NULL AND activity_id IS NULL")
                                .execute()
                                .replaceWithVoid());
    }

    /** The hours of each of these VMs, by id. */
    public Uni<Map<UUID, OffPeakHours>> hoursOf(SqlClient client, Collection<Guest> guests) {
        String[] scopes =
                guests.stream().flatMap(WindowStore::scopes).distinct().toArray(String[]::new);
        return client.preparedQuery("SELECT scope, start_time, end_time FROM window_policy WHERE scope = ANY($1)")
                .execute(Tuple.of(scopes))
                .map(rows -> {
                    Map<String, OffPeakWindow> policies = new HashMap<>();
                    for (Row row : rows) {
                        policies.put(
                                row.getString("scope"),
                                new OffPeakWindow(row.getLocalTime("start_time"), row.getLocalTime("end_time")));
                    }
                    return guests.stream().collect(Collectors.toMap(Guest::vmId, guest -> hours(guest, policies)));
                });
    }

    private OffPeakHours hours(Guest guest, Map<String, OffPeakWindow> policies) {
        OffPeakWindow window = scopes(guest)
                .map(policies::get)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(OffPeakWindow.DEFAULT);
        ZoneId zone = regions.find(guest.region())
                .map(region -> TimeZones.of(guest.timeZone(), region))
                .orElseGet(() -> guest.timeZone().flatMap(TimeZones::find).orElse(ZoneOffset.UTC));
        return new OffPeakHours(window, zone);
    }

    /** Narrowest first. */
    private static Stream<String> scopes(Guest guest) {
        return List.of(guest.resourceKey(), guest.groupKey(), "/subscriptions/" + guest.subscriptionId(), PLATFORM)
                .stream();
    }
}
