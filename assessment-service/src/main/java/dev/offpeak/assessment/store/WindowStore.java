package dev.offpeak.assessment.store;

import static dev.offpeak.assessment.store.Columns.row;

import dev.offpeak.assessment.domain.WindowPolicies;
import dev.offpeak.contracts.message.WindowPolicyChanged;
import dev.offpeak.regions.Region;
import dev.offpeak.regions.RegionCatalog;
import dev.offpeak.regions.TimeZones;
import dev.offpeak.time.OffPeakHours;
import dev.offpeak.time.OffPeakWindow;
import dev.offpeak.time.WindowScopes;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;

/** The off-peak hours of VMs: the policy of the narrowest scope that has one, in the VM's time zone (rules I3, U1). */
@ApplicationScoped
public class WindowStore {
    private final RegionCatalog regions;

    public WindowStore(RegionCatalog regions) {
        this.regions = regions;
    }

    /** Takes a policy over; an older version changes nothing. */
    public Uni<Void> apply(SqlConnection connection, WindowPolicyChanged changed) {
        return connection
                .preparedQuery(
                        """
                        insert into window_policy as w (scope, version, window_start, window_end) values (lower($1), $2, $3, $4)
                        on conflict (scope) do update set version = excluded.version, window_start = excluded.window_start,
                            window_end = excluded.window_end
                        where w.version < excluded.version""")
                .execute(row(
                        changed.scope(),
                        changed.version(),
                        changed.removed() ? null : changed.start(),
                        changed.removed() ? null : changed.end()))
                .replaceWithVoid();
    }

    /** All policies: there are few, and one question answers for any number of VMs. */
    public Uni<WindowPolicies> policies(SqlConnection connection) {
        return connection
                .preparedQuery(
                        "select scope, window_start, window_end from window_policy where window_start is not null")
                .execute()
                .map(rows -> {
                    Map<String, OffPeakWindow> byScope = new HashMap<>();
                    rows.forEach(row ->
                            byScope.put(row.getString(0), new OffPeakWindow(row.getLocalTime(1), row.getLocalTime(2))));
                    return new WindowPolicies(byScope);
                });
    }

    /** The hours of one VM under these policies. */
    public OffPeakHours hoursOf(WindowPolicies policies, VmRow vm) {
        return new OffPeakHours(
                policies.windowOf(WindowScopes.of(vm.resourceId(), groupOf(vm), vm.subscriptionId(), vm.tagScopes())),
                zoneOf(vm));
    }

    private static String groupOf(VmRow vm) {
        return vm.resourceId().split("(?i)/providers/", 2)[0];
    }

    private ZoneId zoneOf(VmRow vm) {
        return vm.timeZone()
                .flatMap(TimeZones::find)
                .or(() -> regions.find(vm.region()).map(Region::timeZone))
                .orElse(ZoneOffset.UTC);
    }
}
